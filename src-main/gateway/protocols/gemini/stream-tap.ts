import { UNLIMITED_MEMORY, type MemoryAccount } from '../../memory-budget';
import { decodeStreamError } from '../decode-stream-error';
import { createKeyScanner } from '../json/create-key-scanner';
import { isFilled, isRecord, parseFacts, readArray, readRecord, readText } from '../json/read';
import { createJsonArraySplitter } from '../json-array/create-json-array-splitter';
import { createSseSplitter } from '../sse/create-sse-splitter';
import { readSseData } from '../sse/read-sse-event';
import { createStreamState, createStreamTap } from '../stream/create-stream-tap';
import type { StreamFraming, StreamTap } from '../types';
import { hasContent } from './has-content';
import { readUsage } from './read-usage';

/** Function calls are among them because their arguments may hold members of any name. */
const findFacts = createKeyScanner([
  'promptTokenCount',
  'candidatesTokenCount',
  'finishReason',
  'blockReason',
  'error',
  'functionCall',
]);
/** Bits of the two token counts. */
const USAGE_BITS = 0b11;
/** The answer goes on in a further request. */
const CONTINUATION = 'CONTINUATION';
/** The zero of the enum: no reason at all. */
const UNSPECIFIED = 'FINISH_REASON_UNSPECIFIED';

function createReader(readJson: (raw: Buffer) => unknown) {
  const state = createStreamState();
  /** Running totals come with every chunk: only the latest are read, when asked for. */
  let latestUsage: Buffer | null = null;

  function readUsageOf(chunk: unknown): void {
    if (!isRecord(chunk)) return;
    state.usage = readUsage(chunk['usageMetadata']) ?? state.usage;
    state.model ??= readText(chunk, 'modelVersion');
    state.responseId ??= readText(chunk, 'responseId');
  }

  function settle(): void {
    if (latestUsage === null) return;
    const raw = latestUsage;
    latestUsage = null;
    readUsageOf(readJson(raw));
  }

  function readFinish(reason: string | null): void {
    if (reason === null || reason === UNSPECIFIED) return;
    state.contentSeen = true;
    state.stopReason = reason;
    if (reason !== CONTINUATION && state.ending === 'open') state.ending = 'soft';
  }

  function readChunk(chunk: unknown): void {
    if (Array.isArray(chunk)) {
      for (const item of chunk) if (isRecord(item)) readChunk(item);
      return;
    }
    if (!isRecord(chunk)) return;
    if (isFilled(chunk['error'])) state.error ??= decodeStreamError(chunk);
    readUsageOf(chunk);
    if (hasContent(chunk)) state.contentSeen = true;
    for (const candidate of readArray(chunk, 'candidates')) readFinish(readText(candidate, 'finishReason'));
    readFinish(readText(readRecord(chunk, 'promptFeedback'), 'blockReason'));
  }

  function readEvent(raw: Buffer): void {
    const found = state.contentSeen ? findFacts(raw) : -1;
    if (found === 0) return;
    if ((found & ~USAGE_BITS) === 0) {
      latestUsage = raw;
      return;
    }
    // What this chunk says of usage is newer than what was put off.
    settle();
    readChunk(readJson(raw));
  }

  return { state, readEvent, settle };
}

function createArrayTap(memory: MemoryAccount): StreamTap {
  const { state, readEvent, settle } = createReader((raw) => parseFacts(raw.toString('utf8')));
  return createStreamTap(createJsonArraySplitter(readEvent, { memory }), state, settle);
}

/** https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent */
export function createGeminiStreamTap(framing: StreamFraming, memory = UNLIMITED_MEMORY): StreamTap {
  if (framing === 'json-array') return createArrayTap(memory);
  const { state, readEvent, settle } = createReader((raw) => parseFacts(readSseData(raw)));
  return createStreamTap(createSseSplitter(readEvent, { memory }), state, settle);
}
