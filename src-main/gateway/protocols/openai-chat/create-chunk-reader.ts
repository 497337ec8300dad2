import type { ChannelProfile } from '#shared/domain/channel-profile';
import type { Usage } from '#shared/domain/usage';
import type { Warn } from '../canonical/codec';
import type { CanonicalEvent } from '../canonical/response';
import { isRecord, readArray, readText, type JsonRecord } from '../json/read';
import type { UpstreamError } from '../types';
import { readAnnotations } from './annotations';
import { createCallAssembler } from './create-call-assembler';
import { createDetailsCollector } from './create-details-collector';
import { createEventWriter } from './create-event-writer';
import { createThinkSplitter } from './create-think-splitter';
import { mapFinishReason } from './map-finish-reason';
import { readContentText, readImages } from './read-content';
import { readChoiceError, readOwnError } from './read-error';
import { readFinish } from './read-finish';
import { readReasoning } from './read-reasoning';
import { readStopText } from './read-stop-text';
import { findUsage } from './read-usage';
import { readThoughtSignature } from './thought-signature';

/** Turns the chunks of an answer into canonical events. */
export interface ChunkReader {
  /** `finish` or `error` was given; nothing follows. */
  isEnded(): boolean;
  /** The answer has a finish reason; usage may still come. */
  isComplete(): boolean;
  /** Something of the answer has come. */
  hasBegun(): boolean;
  read(chunk: JsonRecord): void;
  /** Of several choices the one that is read has no index, or 0. */
  isFirst(): boolean;
  /** A chunk of it that is like an earlier one but for its text. */
  addText(text: string): void;
  /** The answer is over. */
  finish(): void;
  fail(error: UpstreamError): void;
  /** The events since the last time. */
  take(): readonly CanonicalEvent[];
}

export function createChunkReader(profile: ChannelProfile, warn: Warn): ChunkReader {
  const details = profile.reasoningReplay === 'details' ? createDetailsCollector() : null;
  const writer = createEventWriter(() => details?.take() ?? null);
  const calls = createCallAssembler({
    writer,
    snapshots: profile.argsMode === 'snapshot',
    warn,
  });
  const think = profile.thinkTags
    ? createThinkSplitter({ text: writeText, reasoning: writeReasoning })
    : null;

  let started = false;
  let ended = false;
  let usage: Usage | null = null;
  let rawReason: string | null = null;
  let stopText: string | null = null;
  let hasRefusal = false;
  /** Of the one choice that is read. */
  let choiceIndex: unknown = null;
  let textLength = 0;
  /** Where in the whole text the running part begins. */
  let textOrigin = 0;

  function writeText(text: string): void {
    calls.settle();
    if (writer.currentFlow()?.kind !== 'text') textOrigin = textLength;
    writer.write('text', text);
    textLength += text.length;
  }

  function writeReasoning(text: string): void {
    calls.settle();
    writer.write('reasoning', text);
  }

  function addText(text: string): void {
    if (text === '') return;
    if (think === null) writeText(text);
    else think.push(text);
  }

  function readRefusal(delta: JsonRecord): void {
    const refusal = readText(delta, 'refusal');
    if (refusal === null) return;
    hasRefusal = true;
    writer.write('refusal', refusal);
  }

  function readCalls(delta: JsonRecord): void {
    const list = delta['tool_calls'];
    const legacy = delta['function_call'];
    const deltas = Array.isArray(list) ? list : isRecord(legacy) ? [{ index: 0, function: legacy }] : [];
    if (deltas.length === 0) return;
    think?.flush();
    calls.push(deltas);
  }

  function addImages(delta: JsonRecord): void {
    for (const { source } of readImages(delta)) {
      if (source.type !== 'base64') continue;
      const { mediaType, data } = source;
      writer.push({ type: 'part_end', part: writer.openPart({ kind: 'image', mediaType, data }) });
    }
  }

  /** What is said about the running text. */
  function addRemarks(delta: JsonRecord): void {
    const flow = writer.currentFlow();
    if (flow?.kind !== 'text') return;
    const signature = readThoughtSignature(delta);
    if (signature !== null) writer.push({ type: 'signature', part: flow.part, signature });
    for (const citation of readAnnotations(delta, textOrigin))
      writer.push({ type: 'citation', part: flow.part, citation });
  }

  function readDelta(delta: JsonRecord): void {
    const reasoning = readReasoning(delta);
    if (reasoning !== '') writeReasoning(reasoning);
    if (details?.add(delta) === true) writer.openFlow('reasoning');
    addText(readContentText(delta['content']));
    readRefusal(delta);
    if (delta['images'] !== undefined) addImages(delta);
    addRemarks(delta);
    readCalls(delta);
  }

  function readChoice(choice: JsonRecord): void {
    const { delta, message } = choice;
    if (isRecord(delta)) readDelta(delta);
    // Some end with the whole message, which has been told already.
    else if (isRecord(message) && !writer.hasBegun()) readDelta(message);
    const reason = readFinish(choice);
    if (reason === null) return;
    rawReason = reason;
    stopText = readStopText(choice);
  }

  function start(chunk: JsonRecord, choices: readonly unknown[]): void {
    const id = readText(chunk, 'id');
    const model = readText(chunk, 'model');
    // Azure begins with a chunk of nothing but its filter's results.
    if (id === null && model === null && choices.length === 0) return;
    started = true;
    writer.push({ type: 'start', id, model });
  }

  function fail(error: UpstreamError): void {
    if (ended) return;
    ended = true;
    if (usage !== null && started) writer.push({ type: 'usage', usage });
    writer.push({ type: 'error', error });
  }

  return {
    isEnded: () => ended,
    isComplete: () => rawReason !== null,
    hasBegun: () => writer.hasBegun(),
    isFirst: () => (choiceIndex ?? 0) === 0,
    take: writer.take,
    addText,
    fail,
    read(chunk) {
      if (ended) return;
      const choices = readArray(chunk, 'choices');
      usage = findUsage(chunk, choices) ?? usage;
      const error = readOwnError(chunk) ?? readChoiceError(choices);
      if (error !== null) {
        fail(error);
        return;
      }
      if (!started) start(chunk, choices);
      for (const choice of choices) {
        if (!isRecord(choice)) continue;
        choiceIndex ??= choice['index'] ?? 0;
        if ((choice['index'] ?? 0) === choiceIndex) readChoice(choice);
      }
    },
    finish() {
      if (ended) return;
      ended = true;
      if (!started) writer.push({ type: 'start', id: null, model: null });
      think?.flush();
      writer.endFlow();
      calls.end();
      if (rawReason === null) warn('the upstream ended its answer without a finish reason');
      if (usage !== null) writer.push({ type: 'usage', usage });
      const traits = { hasCalls: calls.sawCalls(), hasRefusal };
      writer.push({ type: 'finish', finish: mapFinishReason(rawReason, stopText, traits) });
    },
  };
}
