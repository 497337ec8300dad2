import { UNLIMITED_MEMORY } from '../../memory-budget';
import { decodeStreamError } from '../decode-stream-error';
import { isRecord, parseFacts, readRecord, readText, type JsonRecord } from '../json/read';
import { createSseSplitter } from '../sse/create-sse-splitter';
import { createTypePeeker, readSseData, readSseName } from '../sse/read-sse-event';
import { createStreamState, createStreamTap } from '../stream/create-stream-tap';
import type { StreamFraming, StreamTap } from '../types';
import { mergeUsage, readUsage } from './read-usage';

/** Events that carry text and nothing else a tap needs. */
const BODY_EVENTS: ReadonlySet<string> = new Set([
  'content_block_delta',
  'content_block_start',
  'content_block_stop',
  'ping',
]);

/**
 * A block that has only been announced can still be forgotten: empty text or thinking, or a call without its input. Any
 * other block (redacted thinking, a server tool and its result) is whole at its start.
 */
function isContentBlock(block: JsonRecord | null): boolean {
  const type = readText(block, 'type');
  if (type === 'text') return readText(block, 'text') !== null;
  if (type === 'thinking') return readText(block, 'thinking') !== null;
  return type !== null && type !== 'tool_use';
}

/** The last announcement of a block without content, of whatever stream. */
let emptyBlockStart: Buffer | null = null;
const MAX_EMPTY_START_BYTES = 256;

/** https://platform.claude.com/docs/en/build-with-claude/streaming */
export function createAnthropicStreamTap(
  _framing: StreamFraming = 'sse',
  memory = UNLIMITED_MEMORY,
): StreamTap {
  const state = createStreamState();
  const peekType = createTypePeeker();
  let usage: JsonRecord | null = null;

  function readReport(report: unknown): void {
    usage = mergeUsage(usage, report);
    state.usage = readUsage(usage);
  }

  function readStart(message: JsonRecord | null): void {
    state.model ??= readText(message, 'model');
    state.responseId ??= readText(message, 'id');
    readReport(message?.['usage']);
  }

  function readDelta(event: JsonRecord): void {
    state.contentSeen = true;
    readReport(event['usage']);
    const stopReason = readText(event['delta'], 'stop_reason');
    if (stopReason === null) return;
    state.stopReason = stopReason;
    if (state.ending === 'open') state.ending = 'soft';
  }

  function isPlain(chunk: Buffer, start: number, end: number): boolean {
    if (!state.contentSeen) return false;
    const peeked = peekType(chunk, start, end);
    return peeked !== null && BODY_EVENTS.has(peeked);
  }

  function readEvent(raw: Buffer): void {
    const peeked = peekType(raw);
    if (peeked === 'message_stop') {
      state.ending = 'terminal';
      return;
    }
    if (peeked === 'content_block_delta' || peeked === 'content_block_stop') {
      state.contentSeen = true;
      return;
    }
    if (peeked === 'ping' || (state.contentSeen && peeked === 'content_block_start')) return;
    // A text begins with the same bytes nearly every time.
    const isBlockStart = peeked === 'content_block_start';
    if (isBlockStart && emptyBlockStart?.equals(raw) === true) return;
    const data = readSseData(raw);
    const event = parseFacts(data);
    const type = readText(event, 'type') ?? readSseName(raw);
    if (type === 'error' || peeked === 'error' || (type !== peeked && readSseName(raw) === 'error')) {
      state.error ??= decodeStreamError(event ?? data);
      return;
    }
    if (!isRecord(event)) return;
    if (type === 'message_start') readStart(readRecord(event, 'message'));
    else if (type === 'message_delta') readDelta(event);
    else if (type === 'message_stop') state.ending = 'terminal';
    else if (type === 'content_block_delta' || type === 'content_block_stop') state.contentSeen = true;
    else if (type === 'content_block_start') {
      if (isContentBlock(readRecord(event, 'content_block'))) state.contentSeen = true;
      else if (isBlockStart && raw.length <= MAX_EMPTY_START_BYTES) emptyBlockStart = Buffer.from(raw);
    }
  }

  return createStreamTap(createSseSplitter(readEvent, { isPlain, memory }), state);
}
