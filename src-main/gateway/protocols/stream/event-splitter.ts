import type { MemoryAccount } from '../../memory-budget';

/** An event larger than this is not kept; only its end is looked for. */
export const MAX_EVENT_BYTES = 32 * 1024 * 1024;

/**
 * Where in a JSON array the last byte left off. `start`: nothing but white space so far; `bare`: an object that is in no
 * array, or not JSON at all; `inside`: within an element.
 */
export type JsonArrayPosition =
  'start' | 'opened' | 'inside' | 'after-element' | 'after-comma' | 'closed' | 'bare';

export interface SplitterOptions {
  /** Of a longer event only the end is looked for. */
  readonly maxEventBytes?: number;
  /** Counts what is kept of an event that comes in parts. */
  readonly memory?: MemoryAccount;
}

/** Cuts a stream of bytes into events, however the bytes were cut into chunks. */
export interface EventSplitter {
  /** An event may be appended after the last byte pushed. */
  isAtBoundary(): boolean;
  /** Complete events so far, those too large to keep included. */
  countEvents(): number;
  /** Null where the stream is no array. */
  arrayPosition(): JsonArrayPosition | null;
  /** The chunk must not be changed afterwards: events are handed out as parts of it. */
  push(chunk: Uint8Array): void;
  /** The stream ended: what is left is the last event. */
  end(): void;
}

/** The same bytes with Buffer's native search. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
