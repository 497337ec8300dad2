import type { DecodeAnswerContext, StreamDecoder } from '../canonical/codec';
import type { CanonicalEvent } from '../canonical/response';
import { decodeStreamError } from '../decode-stream-error';
import { isFilled, isRecord, parseJson, readRecord, readText, type JsonRecord } from '../json/read';
import { createSseSplitter } from '../sse/create-sse-splitter';
import { readSseData, readSseName } from '../sse/read-sse-event';
import { createCheckedSplitter } from '../stream/create-checked-splitter';
import type { UpstreamError } from '../types';
import { createBlockReader } from './create-block-reader';
import { decodeFinish } from './decode-finish';
import { mergeUsage, readUsage } from './read-usage';

const DONE = '[DONE]';

function answerError(kind: UpstreamError['kind'], message: string): UpstreamError {
  return { kind, message, status: null, retryAfterMs: null };
}

/** https://platform.claude.com/docs/en/build-with-claude/streaming, and what imitators make of it. */
export function createStreamDecoder({ target, warn, memory }: DecodeAnswerContext): StreamDecoder {
  let events: CanonicalEvent[] = [];
  let started = false;
  /** Nothing follows: `finish` or `error` was given. */
  let over = false;
  let failed = false;
  let usage: JsonRecord | null = null;
  /** The members of `message_delta` that end the answer. */
  let ending: JsonRecord | null = null;

  const emit = (event: CanonicalEvent): void => {
    events.push(event);
  };
  const blocks = createBlockReader(emit);

  function start(message: JsonRecord | null): void {
    if (started) return;
    started = true;
    emit({ type: 'start', id: readText(message, 'id'), model: readText(message, 'model') });
  }

  function fail(error: UpstreamError): void {
    if (over) return;
    over = true;
    failed = true;
    emit({ type: 'error', error });
  }

  function reportUsage(report: unknown): void {
    if (!isRecord(report)) return;
    usage = mergeUsage(usage, report);
    const counted = readUsage(usage);
    if (counted !== null) emit({ type: 'usage', usage: counted });
  }

  function finish(): void {
    start(null);
    blocks.closeAll();
    if (ending === null) warn('The answer came without a stop_reason.');
    const decoded = decodeFinish(ending, blocks.hasCalls());
    const reason = decoded.rawReason === null && decoded.reason === 'unknown' ? 'stop' : decoded.reason;
    over = true;
    emit({ type: 'finish', finish: { ...decoded, reason } });
  }

  /** The stream is over, and whether the answer is whole must be told from what has come. */
  function conclude(): void {
    if (ending !== null || (started && target.profile.lenientEof)) finish();
    else fail(answerError('truncated', 'The answer of the upstream ended before it was complete.'));
  }

  function readEvent(type: string | null, event: JsonRecord): void {
    switch (type) {
      case 'message_start': {
        const message = readRecord(event, 'message');
        start(message);
        reportUsage(message?.['usage']);
        return;
      }
      case 'content_block_start':
        start(null);
        blocks.open(event['index'], readRecord(event, 'content_block'));
        return;
      case 'content_block_delta':
        start(null);
        blocks.grow(event['index'], readRecord(event, 'delta'));
        return;
      case 'content_block_stop':
        blocks.close(event['index']);
        return;
      case 'message_delta': {
        start(null);
        const delta = readRecord(event, 'delta');
        if (readText(delta, 'stop_reason') !== null) ending = delta;
        reportUsage(event['usage']);
        return;
      }
      case 'message_stop':
        finish();
        return;
      case 'error':
        fail(decodeStreamError(event));
        return;
      default:
        if (isFilled(event['error'])) fail(decodeStreamError(event));
    }
  }

  function readRaw(raw: Buffer): void {
    if (over) return;
    const data = readSseData(raw);
    if (data === '') return;
    if (data === DONE) {
      conclude();
      return;
    }
    const event = parseJson(data);
    if (isRecord(event)) readEvent(readText(event, 'type') ?? readSseName(raw), event);
    else if (readSseName(raw) === 'error') fail(decodeStreamError(data));
    else if (readSseName(raw) !== 'ping') {
      fail(answerError('bad_response', 'The upstream sent an event that is no JSON object.'));
    }
  }

  function take(): readonly CanonicalEvent[] {
    const taken = events;
    events = [];
    return taken;
  }

  const splitter = createCheckedSplitter({
    create: createSseSplitter,
    memory,
    onEvent: readRaw,
    onLoss: fail,
  });
  return {
    push(chunk) {
      if (!over) splitter.push(chunk);
      return take();
    },
    end() {
      if (!over) splitter.end();
      if (!over) conclude();
      return take();
    },
    isComplete: () => !failed && (over || ending !== null),
  };
}
