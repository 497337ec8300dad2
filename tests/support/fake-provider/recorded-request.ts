import type { IncomingHttpHeaders } from 'node:http';
import type { ProtocolId } from '#shared/domain/protocol';
import type { Endpoint } from './match-endpoint';

/** One request as it arrived, complete with its body. */
export interface RecordedRequest {
  /** Position in `provider.requests`. */
  readonly index: number;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<IncomingHttpHeaders>;
  /** The header lines in the order and case in which they came, name and value by turns. */
  readonly rawHeaders: readonly string[];
  /** As received, before any content decoding. */
  readonly bodyBytes: Buffer;
  /** After content decoding. */
  readonly bodyText: string;
  /** `undefined` when the body is empty or no JSON. */
  readonly json: unknown;
  /** Null for probes and unknown paths. */
  readonly protocol: ProtocolId | null;
  readonly endpoint: Endpoint;
  /** From the body, or from the path with gemini; empty when there is none. */
  readonly model: string;
  readonly stream: boolean;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** The client went away before the fake had finished, or had itself broken, its answer. */
  readonly aborted: boolean;
}
