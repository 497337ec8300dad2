import { ENVELOPE_MARKS } from '../protocols/reasoning/envelope';
import { skipJsonModule } from './skip-json-module';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A key, or the name of a model: not worth a copy. */
const NEAR_BYTES = 64;

/** Where the module keeps its state, and where the text begins. */
const STATE_WORDS = 4;
const TEXT_OFFSET = 16;
/** As the module has them. */
const MARKS = [...new Set(Object.values(ENVELOPE_MARKS))];
const MARK_BYTES = 8;
/** One chunk as a socket delivers it. */
const WINDOW_BYTES = 64 * 1024;

/** Passes over one JSON string, object or array after the other, however they are cut into chunks. */
export interface JsonSkipper {
  /** The next chunk; it must not be changed while it is the present one. */
  take(chunk: Buffer): void;
  /**
   * Offset behind the value that begins at `from`, or that went on when the last chunk ended; -1 when it goes on in the
   * next chunk.
   */
  skip(from: number): number;
  /** Lets go of the present chunk. */
  drop(): void;
  /** Whether a string inside an object or array began as an envelope does. */
  sawEnvelope(): boolean;
}

interface SkipModule {
  readonly memory: WebAssembly.Memory;
  readonly skip: (at: number, end: number) => number;
}

/** Shared by all skippers: a window is filled and read within one call. */
const { memory, skip: skipInWindow } = new WebAssembly.Instance(new WebAssembly.Module(skipJsonModule))
  .exports as unknown as SkipModule;
const state = new Int32Array(memory.buffer, 0, STATE_WORDS);
const window = new Uint8Array(memory.buffer, TEXT_OFFSET, WINDOW_BYTES);
const NOTHING: Buffer = Buffer.alloc(0);

/**
 * Brackets are counted, not matched: whether all of it is valid JSON is for its reader to say. WebAssembly compares
 * sixteen bytes at a time; in JavaScript the walk over a body cost as much as sending it.
 */
export function createJsonSkipper(): JsonSkipper {
  let chunk = NOTHING;
  /** The part of the chunk that lies in the window. */
  let windowStart = 0;
  let windowEnd = 0;
  let depth = 0;
  let inString = false;
  /** The last chunk ended with the backslash of an escape. */
  let escaped = false;
  let envelope = false;
  /** The end of the last chunk. */
  let tail = NOTHING;

  /** Offset behind a short string; -1 when it is not, and nothing has been read. */
  function skipShortString(from: number): number {
    const end = Math.min(from + NEAR_BYTES, chunk.length);
    for (let position = from + 1; position < end;) {
      const byte = chunk[position];
      if (byte === QUOTE) return position + 1;
      position += byte === BACKSLASH ? 2 : 1;
    }
    return -1;
  }

  /** What is cut by the end of a window is not seen in it. */
  function lookAtSeam(seam: Buffer): void {
    if (MARKS.some((mark) => seam.includes(mark))) envelope = true;
  }

  function fillWindow(from: number): void {
    if (windowEnd > 0) lookAtSeam(chunk.subarray(Math.max(from - MARK_BYTES, 0), from + MARK_BYTES));
    windowStart = from;
    windowEnd = Math.min(from + WINDOW_BYTES, chunk.length);
    window.set(chunk.subarray(windowStart, windowEnd));
  }

  return {
    take(next) {
      if (tail.length > 0) lookAtSeam(Buffer.concat([tail, next.subarray(0, MARK_BYTES)]));
      chunk = next;
      windowStart = 0;
      windowEnd = 0;
    },
    skip(from) {
      if (depth === 0 && !inString && chunk[from] === QUOTE) {
        const end = skipShortString(from);
        if (end !== -1) return end;
      }
      state[0] = depth;
      state[1] = inString ? 1 : 0;
      state[2] = escaped ? 1 : 0;
      state[3] = 0;
      for (let position = from; position < chunk.length; position = windowEnd) {
        if (position >= windowEnd) fillWindow(position);
        const base = TEXT_OFFSET - windowStart;
        const end = skipInWindow(base + position, base + windowEnd);
        if (state[3] === 1) envelope = true;
        if (end !== -1) {
          depth = 0;
          inString = false;
          escaped = false;
          return end - base;
        }
      }
      depth = state[0];
      inString = state[1] === 1;
      escaped = state[2] === 1;
      return -1;
    },
    drop() {
      const long = chunk.length >= MARK_BYTES;
      tail = long ? chunk.subarray(-MARK_BYTES) : Buffer.concat([tail, chunk]).subarray(-MARK_BYTES);
      chunk = NOTHING;
    },
    sawEnvelope: () => envelope,
  };
}
