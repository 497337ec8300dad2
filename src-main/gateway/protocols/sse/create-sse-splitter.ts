import { createByteCarry } from '../stream/create-byte-carry';
import { UNLIMITED_MEMORY } from '../../memory-budget';
import {
  asBuffer,
  MAX_EVENT_BYTES,
  type EventSplitter,
  type SplitterOptions,
} from '../stream/event-splitter';
import { isCommentBlock } from './read-sse-event';

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Index of the next such byte, or the length. */
function findByte(chunk: Buffer, byte: number, from: number): number {
  const index = chunk.indexOf(byte, from);
  return index === -1 ? chunk.length : index;
}

export interface SseSplitterOptions extends SplitterOptions {
  /**
   * True for an event, given as a part of a chunk, that need not be handed out, only counted: a stream is mostly made of
   * those, and a Buffer of its own for each costs more than all else. Asked only of events that lie in one chunk, and
   * never of comments' sake: what begins with a colon is none.
   */
  readonly isPlain?: (chunk: Buffer, start: number, end: number) => boolean;
}

const never = (): boolean => false;

/**
 * Cuts server-sent events (WHATWG HTML, "Parsing an event stream") out of bytes. `onEvent` gets the bytes of one event
 * with its line ends; blocks of comments are passed over. Every line ending the standard allows is taken: LF, CRLF,
 * CR, mixed, and a CRLF torn between chunks.
 *
 * A CR that ends a blank line completes its event at once. In a stream that has used CRLF its LF is still owed, and
 * until that arrives the stream is not at a boundary: parsers that search for "\r\n\r\n" would miss it.
 */
export function createSseSplitter(
  onEvent: (raw: Buffer) => void,
  { maxEventBytes = MAX_EVENT_BYTES, memory = UNLIMITED_MEMORY, isPlain = never }: SseSplitterOptions = {},
): EventSplitter {
  const carry = createByteCarry(maxEventBytes, memory);
  let bomBytes = 0;
  /** No byte of a next event yet. */
  let idle = true;
  /** The last byte ended a line, or nothing of the event is there. */
  let lineStart = true;
  let pendingCr = false;
  let usesCrlf = false;
  let events = 0;

  function emit(raw: Buffer | null): void {
    if (raw !== null && raw[0] === COLON && isCommentBlock(raw)) return;
    events += 1;
    if (raw !== null) onEvent(raw);
  }

  function finish(chunk: Buffer, start: number, end: number): void {
    idle = true;
    lineStart = true;
    if (carry.isEmpty()) {
      if (isPlain(chunk, start, end)) {
        events += 1;
        return;
      }
      emit(end - start > maxEventBytes ? null : chunk.subarray(start, end));
      return;
    }
    carry.add(chunk, start, end);
    emit(carry.take());
  }

  function keep(chunk: Buffer, start: number): void {
    if (start >= chunk.length) return;
    idle = false;
    carry.add(chunk, start, chunk.length);
  }

  /** No CR in sight: the native search finds each blank line. */
  function splitByLf(chunk: Buffer, from: number): void {
    let start = from;
    if (!idle && lineStart && chunk[start] === LF) {
      start += 1;
      finish(chunk, start - 1, start);
    }
    for (;;) {
      if (idle) while (chunk[start] === LF) start += 1;
      if (start >= chunk.length) return;
      let lf = chunk.indexOf(LF, start);
      // Searching one byte is several times cheaper than searching for two.
      while (lf !== -1 && chunk[lf + 1] !== LF) lf = chunk.indexOf(LF, lf + 1);
      if (lf === -1) {
        lineStart = chunk[chunk.length - 1] === LF;
        keep(chunk, start);
        return;
      }
      finish(chunk, start, lf + 2);
      start = lf + 2;
    }
  }

  function splitByAnyLineEnd(chunk: Buffer, from: number): void {
    let start = from;
    let lf = findByte(chunk, LF, from);
    let cr = findByte(chunk, CR, from);
    for (let i = from; i < chunk.length; i += 1) {
      const lineEnd = Math.min(lf, cr);
      if (lineEnd > i) {
        idle = false;
        lineStart = false;
        pendingCr = false;
        i = lineEnd;
        if (i === chunk.length) break;
      }
      const isLf = i === lf;
      if (isLf) lf = findByte(chunk, LF, i + 1);
      else cr = findByte(chunk, CR, i + 1);
      if (isLf && pendingCr) {
        pendingCr = false;
        usesCrlf = true;
        if (idle) start = i + 1;
        continue;
      }
      pendingCr = !isLf;
      if (!lineStart) {
        lineStart = true;
        continue;
      }
      if (!idle) finish(chunk, start, i + 1);
      start = i + 1;
    }
    if (!idle) keep(chunk, start);
  }

  /** Returns how many bytes of the chunk are dealt with: a byte order mark, or the start of what only looked like one. */
  function skipByteOrderMark(chunk: Buffer): number {
    let read = 0;
    while (bomBytes < BYTE_ORDER_MARK.length && read < chunk.length) {
      if (chunk[read] !== BYTE_ORDER_MARK[bomBytes]) {
        if (bomBytes > 0) {
          keep(Buffer.from(BYTE_ORDER_MARK.slice(0, bomBytes)), 0);
          lineStart = false;
        }
        bomBytes = BYTE_ORDER_MARK.length;
        return read;
      }
      bomBytes += 1;
      read += 1;
    }
    return read;
  }

  return {
    isAtBoundary() {
      const insideBom = bomBytes > 0 && bomBytes < BYTE_ORDER_MARK.length;
      return idle && !insideBom && !(pendingCr && usesCrlf);
    },
    countEvents: () => events,
    arrayPosition: () => null,
    push(bytes) {
      const chunk = asBuffer(bytes);
      let from = bomBytes < BYTE_ORDER_MARK.length ? skipByteOrderMark(chunk) : 0;
      if (from >= chunk.length) return;
      if (pendingCr) {
        pendingCr = false;
        if (chunk[from] === LF) {
          usesCrlf = true;
          from += 1;
          if (from >= chunk.length) return;
        }
      }
      if (chunk.indexOf(CR, from) === -1) splitByLf(chunk, from);
      else splitByAnyLineEnd(chunk, from);
    },
    end() {
      if (!carry.isEmpty()) emit(carry.take());
    },
  };
}
