import { UNLIMITED_MEMORY } from '../../memory-budget';
import { createByteCarry } from '../stream/create-byte-carry';
import {
  asBuffer,
  MAX_EVENT_BYTES,
  type EventSplitter,
  type JsonArrayPosition,
  type SplitterOptions,
} from '../stream/event-splitter';

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

function isJsonSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

function isByteOrderMark(byte: number): boolean {
  return byte === 0xef || byte === 0xbb || byte === 0xbf;
}

/**
 * Hands out the bytes of each object in a top-level JSON array as it completes. An object outside an array is handed
 * out too: an upstream may answer so with an error. Bytes that are no JSON are passed over.
 */
export function createJsonArraySplitter(
  onObject: (raw: Buffer) => void,
  { maxEventBytes = MAX_EVENT_BYTES, memory = UNLIMITED_MEMORY }: SplitterOptions = {},
): EventSplitter {
  const carry = createByteCarry(maxEventBytes, memory);
  let position: JsonArrayPosition = 'start';
  /** Open brackets, the top-level array's not counted. */
  let depth = 0;
  let inString = false;
  let escaped = false;
  /** The element being read is an object, and will be handed out. */
  let inObject = false;
  let events = 0;

  function finish(chunk: Buffer, start: number, end: number): void {
    inObject = false;
    let raw: Buffer | null = null;
    if (!carry.isEmpty()) {
      carry.add(chunk, start, end);
      raw = carry.take();
    } else if (end - start <= maxEventBytes) {
      raw = chunk.subarray(start, end);
    }
    events += 1;
    if (raw !== null) onObject(raw);
  }

  function enter(byte: number): void {
    if (byte === OPEN_ARRAY && position === 'start') {
      position = 'opened';
      return;
    }
    if (position === 'start') position = 'bare';
    else if (position !== 'bare' && position !== 'closed') position = 'inside';
    if (depth === 0) inObject = byte === OPEN_OBJECT;
    depth += 1;
  }

  /** Between elements: commas, the array's end, and values that are no objects. */
  function step(byte: number): void {
    if (position === 'bare' || position === 'closed' || isJsonSpace(byte)) return;
    if (position === 'start') position = isByteOrderMark(byte) ? 'start' : 'bare';
    else if (byte === CLOSE_ARRAY) position = 'closed';
    else position = byte === COMMA ? 'after-comma' : 'after-element';
  }

  /** Goes on inside a string; returns the index of the last byte read. */
  function readString(chunk: Buffer, from: number): number {
    const length = chunk.length;
    let skip = escaped;
    let i = from;
    for (; i < length; i += 1) {
      const byte = chunk[i];
      if (skip) skip = false;
      else if (byte === BACKSLASH) skip = true;
      else if (byte === QUOTE) break;
    }
    escaped = skip;
    inString = i === length;
    return i;
  }

  return {
    arrayPosition: () => position,
    isAtBoundary() {
      return (
        !inString &&
        (position === 'start' ||
          position === 'opened' ||
          position === 'after-element' ||
          position === 'after-comma')
      );
    },
    countEvents: () => events,
    push(bytes) {
      const chunk = asBuffer(bytes);
      let start = 0;
      for (let i = 0; i < chunk.length; i += 1) {
        const byte = chunk[i] as number;
        if (inString) {
          i = readString(chunk, i);
        } else if (byte === QUOTE) {
          inString = true;
          if (depth === 0) step(byte);
        } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
          if (depth === 0) start = i;
          enter(byte);
        } else if (depth === 0) {
          step(byte);
        } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
          depth -= 1;
          if (depth > 0) continue;
          if (position === 'inside') position = 'after-element';
          if (inObject) finish(chunk, start, i + 1);
        }
      }
      if (inObject) carry.add(chunk, start, chunk.length);
    },
    end() {
      // An object without its end is no element: nothing is left to hand out.
    },
  };
}
