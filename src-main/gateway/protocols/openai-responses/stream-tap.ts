import { UNLIMITED_MEMORY } from '../../memory-budget';
import { decodeStreamError } from '../decode-stream-error';
import { isRecord, parseFacts, readRecord, readText, type JsonRecord } from '../json/read';
import { createSseSplitter } from '../sse/create-sse-splitter';
import { createTypePeeker, readSseData, readSseName } from '../sse/read-sse-event';
import { createStreamState, createStreamTap } from '../stream/create-stream-tap';
import type { StreamFraming, StreamTap } from '../types';
import { isContentEvent } from './is-content-event';
import { readResponse } from './read-response';

const DONE = '[DONE]';
const EVENT_PREFIX = 'response.';
/** They repeat the whole request, tools and all; read only if asked for, since the last event tells the same. */
const START_EVENTS: ReadonlySet<string> = new Set([
  'response.created',
  'response.in_progress',
  'response.queued',
]);
const LAST_EVENTS: ReadonlySet<string> = new Set([
  'response.completed',
  'response.incomplete',
  'response.failed',
  // An alias some compatible servers use.
  'response.done',
]);

/** False for the events between the first and the last: their type alone says what is needed. */
function isReadAtOnce(type: string | null): boolean {
  if (type === null || LAST_EVENTS.has(type)) return true;
  return !type.startsWith(EVENT_PREFIX) && type !== 'keepalive';
}

/** https://platform.openai.com/docs/api-reference/responses-streaming */
export function createResponsesStreamTap(
  _framing: StreamFraming = 'sse',
  memory = UNLIMITED_MEMORY,
): StreamTap {
  const state = createStreamState();
  const peekType = createTypePeeker();
  /** The first start event, and the latest event passed over: read when a fact that only they hold is asked for. */
  let start: Buffer | null = null;
  let latest: Buffer | null = null;
  let latestStart = 0;
  let latestEnd = 0;

  function readShared(event: JsonRecord): void {
    const number = event['sequence_number'];
    if (typeof number === 'number' && number > state.sequenceNumber) state.sequenceNumber = number;
    const response = readRecord(event, 'response');
    state.responseId ??= readText(response, 'id');
    state.model ??= readText(response, 'model');
    const created = response?.['created_at'];
    if (typeof created === 'number') state.createdAt ??= created;
  }

  function settle(): void {
    for (const raw of [start, latest?.subarray(latestStart, latestEnd) ?? null]) {
      const event = raw === null ? null : parseFacts(readSseData(raw));
      if (isRecord(event)) readShared(event);
    }
    start = null;
    latest = null;
  }

  function readLast(type: string, response: JsonRecord | null): void {
    const facts = readResponse(response);
    state.error ??=
      type === 'response.failed' ? (facts.error ?? decodeStreamError(response?.['error'])) : facts.error;
    state.usage = facts.usage ?? state.usage;
    state.stopReason = facts.stopReason ?? type.slice(EVENT_PREFIX.length);
    state.ending = 'terminal';
    if (state.error === null) state.contentSeen = true;
  }

  function isPlain(chunk: Buffer, from: number, to: number): boolean {
    const peeked = peekType(chunk, from, to);
    if (peeked === null || isReadAtOnce(peeked)) return false;
    if (isContentEvent(peeked)) state.contentSeen = true;
    if (start === null && START_EVENTS.has(peeked)) {
      start = chunk.subarray(from, to);
    } else {
      latest = chunk;
      latestStart = from;
      latestEnd = to;
    }
    return true;
  }

  function readEvent(raw: Buffer): void {
    // One that came in several chunks has not been looked at yet.
    if (isPlain(raw, 0, raw.length)) return;
    const data = readSseData(raw);
    if (data.trim() === DONE) {
      state.ending = 'terminal';
      return;
    }
    const event = parseFacts(data);
    const name = readSseName(raw);
    const type = readText(event, 'type') ?? name;
    if (type === 'error' || name === 'error') state.error ??= decodeStreamError(event ?? data);
    if (!isRecord(event)) return;
    readShared(event);
    if (type === null) return;
    if (isContentEvent(type)) state.contentSeen = true;
    if (LAST_EVENTS.has(type)) readLast(type, readRecord(event, 'response'));
  }

  return createStreamTap(createSseSplitter(readEvent, { isPlain, memory }), state, settle);
}
