import type { EncodeTarget, Warn } from '../canonical/codec';
import type { CanonicalRequest } from '../canonical/request';
import type { JsonRecord } from '../json/read';
import type { CacheMarker } from './create-cache-marker';

/** A message, or a part of its content, as it is sent. */
export type WireMessage = JsonRecord;
export type WirePart = JsonRecord;

/** What all that writes a request's messages needs to know. */
export interface EncodeScope {
  readonly request: CanonicalRequest;
  readonly target: EncodeTarget;
  readonly mark: CacheMarker;
  readonly warn: Warn;
}
