import type { ErrorKind } from '#shared/domain/error-kind';
import type { DecodeAnswerContext, StreamDecoder } from '../canonical/codec';
import type { CanonicalEvent } from '../canonical/response';
import { decodeStreamError } from '../decode-stream-error';
import { isFilled, isRecord, parseJson } from '../json/read';
import { createJsonArraySplitter } from '../json-array/create-json-array-splitter';
import { createSseSplitter } from '../sse/create-sse-splitter';
import { readSseData } from '../sse/read-sse-event';
import { createCheckedSplitter } from '../stream/create-checked-splitter';
import type { EventSplitter } from '../stream/event-splitter';
import type { UpstreamError } from '../types';
import { createAnswerReader } from './create-answer-reader';

const OPEN_ARRAY = 0x5b;
const OPEN_OBJECT = 0x7b;
/** White space, and the bytes of a byte order mark. */
const LEADING_BYTES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);

function findFirstByte(chunk: Uint8Array): number {
  for (let i = 0; i < chunk.length; i += 1) if (!LEADING_BYTES.has(chunk[i] ?? 0)) return i;
  return -1;
}

function createError(kind: ErrorKind, message: string): UpstreamError {
  return { kind, message, status: null, retryAfterMs: null };
}

/** A block without `data` lines may be an error's JSON, written into the stream as it was. */
function readBareJson(raw: Buffer): unknown {
  const text = raw.toString('utf8').trim();
  return text.startsWith('{') || text.startsWith('[') ? parseJson(text) : null;
}

/** Reads server-sent events, the array that comes without `alt=sse`, and an answer or error in one piece. */
export function createStreamDecoder(context: DecodeAnswerContext): StreamDecoder {
  let events: CanonicalEvent[] = [];
  let splitter: EventSplitter | null = null;
  let done = false;
  /** The bytes have ended: what cannot be read now was cut off. */
  let closing = false;
  const reader = createAnswerReader((event) => events.push(event), context.warn);

  function fail(error: UpstreamError): void {
    if (done) return;
    done = true;
    events.push({ type: 'error', error });
  }

  function finish(): void {
    if (done) return;
    const lenient = context.target.profile.lenientEof && reader.sawContent();
    if (reader.isEnded() || lenient) {
      reader.finish('STOP');
      done = true;
      return;
    }
    fail(createError('truncated', 'The answer of the upstream ended before it was complete.'));
  }

  function readValue(value: unknown): void {
    if (done) return;
    if (value === undefined) {
      if (!closing) fail(createError('bad_response', 'The upstream sent an event that is not JSON.'));
      return;
    }
    if (Array.isArray(value)) {
      for (const item of value) if (isRecord(item)) readValue(item);
      return;
    }
    if (!isRecord(value)) return;
    if (isFilled(value['error'])) fail(decodeStreamError(value));
    else reader.read(value);
  }

  function readSseEvent(raw: Buffer): void {
    if (done) return;
    const data = readSseData(raw);
    if (data === '') return readValue(readBareJson(raw) ?? null);
    if (data.trim() === '[DONE]') return finish();
    readValue(parseJson(data));
  }

  function readElement(raw: Buffer): void {
    if (!done) readValue(parseJson(raw.toString('utf8')));
  }

  function split(bytes: Uint8Array): void {
    if (splitter === null) {
      const start = findFirstByte(bytes);
      if (start === -1) return;
      const first = bytes[start];
      const isJson = first === OPEN_ARRAY || first === OPEN_OBJECT;
      splitter = createCheckedSplitter({
        create: isJson ? createJsonArraySplitter : createSseSplitter,
        memory: context.memory,
        onEvent: isJson ? readElement : readSseEvent,
        onLoss: fail,
      });
      splitter.push(bytes.subarray(start));
    } else {
      splitter.push(bytes);
    }
    if (splitter.arrayPosition() === 'closed') finish();
  }

  /** Whatever goes wrong with the upstream's bytes is an error of the answer. */
  function collect(step: () => void): readonly CanonicalEvent[] {
    if (done) return [];
    events = [];
    try {
      step();
    } catch {
      fail(createError('bad_response', 'The upstream sent an answer that cannot be read.'));
    }
    return events;
  }

  return {
    push: (chunk) => collect(() => split(chunk)),
    end: () =>
      collect(() => {
        closing = true;
        splitter?.end();
        finish();
      }),
    isComplete: () => reader.isEnded(),
  };
}
