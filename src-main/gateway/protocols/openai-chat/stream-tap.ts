import { UNLIMITED_MEMORY } from '../../memory-budget';
import { decodeStreamError } from '../decode-stream-error';
import { isRecord, parseFacts, readArray, readText } from '../json/read';
import { createSseSplitter } from '../sse/create-sse-splitter';
import { readSseData, readSseName } from '../sse/read-sse-event';
import { createStreamState, createStreamTap } from '../stream/create-stream-tap';
import type { StreamFraming, StreamTap } from '../types';
import { hasContent } from './has-content';
import { createPlainChunkTest } from './create-plain-chunk-test';
import { readChoiceError, readOwnError } from './read-error';
import { isFailedFinish, readFinish } from './read-finish';
import { findUsage } from './read-usage';

const DONE = '[DONE]';

/** https://platform.openai.com/docs/api-reference/chat-streaming, and what its relatives make of it */
export function createChatStreamTap(_framing: StreamFraming = 'sse', memory = UNLIMITED_MEMORY): StreamTap {
  const state = createStreamState();
  const isPlainChunk = createPlainChunkTest();
  /** Choices by index: true once finished. An answer with `n` > 1 is complete when all are. */
  const finished = new Map<number, boolean>();

  function readChoice(choice: unknown): void {
    if (!isRecord(choice)) return;
    const index = typeof choice['index'] === 'number' ? choice['index'] : 0;
    const reason = readFinish(choice);
    if (reason !== null && isFailedFinish(reason)) return;
    if (reason !== null) state.stopReason = reason;
    if (reason !== null || hasContent(choice['delta'])) state.contentSeen = true;
    finished.set(index, reason !== null || finished.get(index) === true);
  }

  function updateEnding(): void {
    if (state.ending === 'terminal' || finished.size === 0) return;
    state.ending = [...finished.values()].every(Boolean) ? 'soft' : 'open';
  }

  /** A plain chunk is of the first choice, which may so begin unread. */
  function passOver(): void {
    if (finished.has(0)) return;
    finished.set(0, false);
    updateEnding();
  }

  function readChunk(chunk: unknown): void {
    if (!isRecord(chunk)) return;
    const choices = readArray(chunk, 'choices');
    state.error ??= readOwnError(chunk) ?? readChoiceError(choices);
    state.model ??= readText(chunk, 'model');
    state.responseId ??= readText(chunk, 'id');
    state.usage = findUsage(chunk, choices) ?? state.usage;
    for (const choice of choices) readChoice(choice);
    updateEnding();
  }

  function isPlain(chunk: Buffer, start: number, end: number): boolean {
    if (!state.contentSeen || !isPlainChunk(chunk, start, end)) return false;
    passOver();
    return true;
  }

  function readEvent(raw: Buffer): void {
    // One that came in several chunks has not been looked at yet.
    if (isPlain(raw, 0, raw.length)) return;
    const data = readSseData(raw).trim();
    if (data === DONE) {
      state.ending = 'terminal';
      return;
    }
    const chunk = parseFacts(data);
    if (readSseName(raw) === 'error') state.error ??= decodeStreamError(chunk ?? data);
    readChunk(chunk);
  }

  return createStreamTap(createSseSplitter(readEvent, { isPlain, memory }), state);
}
