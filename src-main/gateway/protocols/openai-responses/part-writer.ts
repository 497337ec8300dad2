import type { CanonicalEvent } from '../canonical/response';

/** Writes the events of one part of the answer. */
export interface PartWriter {
  push(event: CanonicalEvent): string;
  end(): string;
}
