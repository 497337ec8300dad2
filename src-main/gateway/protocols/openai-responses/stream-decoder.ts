import type { DecodeAnswerContext, StreamDecoder } from '../canonical/codec';
import type { CanonicalEvent } from '../canonical/response';
import { decodeStreamError } from '../decode-stream-error';
import { isFilled, isRecord, parseJson, readRecord, readText, type JsonRecord } from '../json/read';
import { createSseSplitter } from '../sse/create-sse-splitter';
import { readSseData, readSseName } from '../sse/read-sse-event';
import { createCheckedSplitter } from '../stream/create-checked-splitter';
import type { UpstreamError } from '../types';
import { createOutputReader } from './output-reader';
import { readResponse } from './read-response';
import { selectFinish } from './select-finish';

const DONE = '[DONE]';
const EVENT_PREFIX = 'response.';

const LAST_EVENTS: ReadonlySet<string> = new Set([
  'response.completed',
  'response.incomplete',
  'response.failed',
  'response.cancelled',
  // An alias some compatible servers use.
  'response.done',
]);
/** They say nothing of the answer, and may come before it begins. */
const IDLE_EVENTS: ReadonlySet<string> = new Set(['keepalive', 'ping']);

function createError(kind: UpstreamError['kind'], message: string): UpstreamError {
  return { kind, message, status: null, retryAfterMs: null };
}

const TRUNCATED = createError('truncated', 'The upstream ended its answer before it was complete.');
const UNREADABLE = createError('bad_response', 'The upstream sent an event that cannot be read.');
const CANCELLED = createError('server_error', 'The upstream cancelled the response.');

/** https://platform.openai.com/docs/api-reference/responses-streaming, and what its imitators make of it */
export function createStreamDecoder({ target, warn, memory }: DecodeAnswerContext): StreamDecoder {
  let events: CanonicalEvent[] = [];
  let parts = 0;
  let started = false;
  let over = false;
  let failed = false;

  const sink = {
    emit(event: CanonicalEvent): void {
      start(null);
      events.push(event);
    },
    nextPart: () => parts++,
  };
  const output = createOutputReader(sink);

  function start(response: unknown): void {
    if (started) return;
    started = true;
    events.push({ type: 'start', id: readText(response, 'id'), model: readText(response, 'model') });
  }

  function fail(error: UpstreamError): void {
    if (over) return;
    over = true;
    failed = true;
    events.push({ type: 'error', error });
  }

  function complete(response: unknown, status: string): void {
    start(response);
    output.finish(response);
    const { usage } = readResponse(response);
    if (usage !== null) events.push({ type: 'usage', usage });
    events.push({ type: 'finish', finish: selectFinish(response, status, output.content()) });
    over = true;
  }

  function readLast(type: string, response: JsonRecord | null): void {
    const { error } = readResponse(response);
    const status = readText(response, 'status') ?? type.slice(EVENT_PREFIX.length);
    if (error !== null) fail(error);
    else if (type === 'response.failed' || status === 'failed') fail(decodeStreamError(response?.['error']));
    else if (status === 'cancelled') fail(CANCELLED);
    else complete(response, type === 'response.incomplete' ? 'incomplete' : status);
  }

  function readJson(event: JsonRecord, type: string | null): void {
    if (type === null) {
      if (isFilled(event['error'])) fail(decodeStreamError(event));
      return;
    }
    if (IDLE_EVENTS.has(type)) return;
    const response = readRecord(event, 'response');
    if (LAST_EVENTS.has(type)) return readLast(type, response);
    if (response !== null) start(response);
    output.read(type, event);
  }

  /** A marker that belongs to another protocol; here the last event was left out. */
  function readDone(): void {
    if (!started) return;
    warn('The upstream ended its stream without a last event; what came was taken for the whole answer.');
    complete(null, 'completed');
  }

  function readRaw(raw: Buffer): void {
    const data = readSseData(raw).trim();
    if (data === '') return;
    if (data === DONE) return readDone();
    const event = parseJson(data);
    const ownType = readText(event, 'type');
    // Most of a stream: nothing else need be asked.
    if (isRecord(event) && ownType?.endsWith('.delta')) return output.read(ownType, event);
    const name = readSseName(raw);
    const type = ownType ?? name;
    if (type === 'error' || name === 'error') return fail(decodeStreamError(event ?? data));
    if (isRecord(event)) readJson(event, type);
    // A broken event is a piece of the answer that is lost.
    else if (event === undefined && data.startsWith('{')) fail(UNREADABLE);
  }

  function readEvent(raw: Buffer): void {
    if (over) return;
    try {
      readRaw(raw);
    } catch {
      // JSON nested so deeply that it cannot be written again.
      fail(UNREADABLE);
    }
  }

  const splitter = createCheckedSplitter({
    create: createSseSplitter,
    memory,
    onEvent: readEvent,
    onLoss: fail,
  });

  function take(): readonly CanonicalEvent[] {
    const taken = events;
    events = [];
    return taken;
  }

  return {
    push(chunk) {
      if (!over) splitter.push(chunk);
      return take();
    },
    end() {
      if (!over) splitter.end();
      if (!over && started && target.profile.lenientEof) complete(null, 'completed');
      fail(TRUNCATED);
      return take();
    },
    isComplete: () => over && !failed,
  };
}
