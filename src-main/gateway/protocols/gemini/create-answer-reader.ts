import type { Usage } from '#shared/domain/usage';
import type { Warn } from '../canonical/codec';
import type { CanonicalEvent } from '../canonical/response';
import { isRecord, readArray, readRecord, readText, type JsonRecord } from '../json/read';
import { createDigest, isServerToolPart } from './create-digest';
import { createPartialArgs, type PartialArgs } from './create-partial-args';
import { createPartSequence } from './create-part-sequence';
import { hasSources } from './decode-grounding';
import { decodeFinishReason, isFinishReason } from './map-finish-reason';
import { readUsage } from './read-usage';

/** Reads an answer chunk by chunk; one in a single piece is a chunk too. */
export interface AnswerReader {
  read(chunk: JsonRecord): void;
  /** What is still owed: the end of the last part, and `finish`. */
  finish(fallbackReason: string): void;
  /** Why it ended was said. */
  isEnded(): boolean;
  sawContent(): boolean;
}

function isSameUsage(a: Usage | null, b: Usage): boolean {
  return (
    a !== null &&
    a.input === b.input &&
    a.output === b.output &&
    a.cacheRead === b.cacheRead &&
    a.reasoning === b.reasoning
  );
}

/** Only the first answer is read, where there are several. */
function isFirstCandidate(candidate: unknown): boolean {
  const index = isRecord(candidate) ? candidate['index'] : 1;
  return typeof index !== 'number' || index === 0;
}

export function createAnswerReader(emit: (event: CanonicalEvent) => void, warn: Warn): AnswerReader {
  const warned = new Set<string>();
  const warnOnce = (warning: string): void => {
    if (warned.has(warning)) return;
    warned.add(warning);
    warn(warning);
  };
  const parts = createPartSequence(emit, () =>
    warnOnce('groundingMetadata: dropped, it came after the text it is about.'),
  );
  let started = false;
  let usage: Usage | null = null;
  let rawReason: string | null = null;
  let message: string | null = null;
  let blocked = false;
  let continuation: string | null = null;
  /** The call whose arguments are still coming, and its id. */
  let partial: { readonly args: PartialArgs; readonly id: string } | null = null;

  function readCall(call: JsonRecord): void {
    const name = readText(call, 'name');
    const id = readText(call, 'id') ?? '';
    const goesOn = partial !== null && (name === null || (id !== '' && id === partial.id));
    if (partial !== null && goesOn) {
      partial.args.add(call);
      if (call['willContinue'] !== true) partial = null;
      return;
    }
    partial = null;
    if (name === null) {
      warnOnce('functionCall: dropped, it has no name.');
      return;
    }
    parts.beginCall(id, name);
    const args = call['args'];
    if (call['willContinue'] === true || Array.isArray(call['partialArgs'])) {
      const pieces = createPartialArgs();
      pieces.add(call);
      parts.setPartialArgs(pieces);
      if (call['willContinue'] === true) partial = { args: pieces, id };
    } else if (typeof args === 'string') parts.addArgs(args);
    else if (isRecord(args)) parts.addArgs(JSON.stringify(args));
  }

  function readMedia(inline: JsonRecord): void {
    const mediaType = readText(inline, 'mimeType') ?? '';
    const data = readText(inline, 'data');
    if (data !== null && mediaType.startsWith('image/')) parts.addWhole({ kind: 'image', mediaType, data });
    else warnOnce(`inlineData: ${mediaType || 'data'} in the answer was dropped.`);
  }

  function readPart(part: JsonRecord): void {
    const { text, functionCall, inlineData } = part;
    const signature = readText(part, 'thoughtSignature');
    const isThought = part['thought'] === true;
    if (typeof text === 'string') {
      if (text !== '') {
        partial = null;
        parts.separate();
        parts.addText(text, isThought ? 'reasoning' : 'text');
      } else if (isThought && signature !== null) parts.addText('', 'reasoning');
    } else if (isRecord(functionCall)) readCall(functionCall);
    else if (isRecord(inlineData)) readMedia(inlineData);
    else if (isServerToolPart(part)) {
      parts.addWhole({ kind: 'serverTool', protocol: 'gemini', raw: part, digest: createDigest(part) });
      return;
    } else if (signature === null) {
      const [label] = Object.keys(part);
      if (label !== undefined) warnOnce(`${label.slice(0, 100)}: an unknown part of the answer was dropped.`);
    }
    if (signature !== null) parts.sign(signature);
  }

  function readFinish(candidate: JsonRecord): void {
    continuation = readText(candidate, 'continuationToken') ?? continuation;
    const reason = readText(candidate, 'finishReason');
    if (!isFinishReason(reason)) return;
    rawReason = reason;
    message = readText(candidate, 'finishMessage');
  }

  function readCandidate(candidate: JsonRecord): void {
    const content = readRecord(candidate, 'content');
    const list = content?.['parts'];
    if (Array.isArray(list)) for (const part of list) if (isRecord(part)) readPart(part);
    if (isRecord(list)) readPart(list);
    const grounding = candidate['groundingMetadata'];
    if (hasSources(grounding)) parts.ground(grounding);
    readFinish(candidate);
  }

  function readBlock(chunk: JsonRecord): void {
    const feedback = readRecord(chunk, 'promptFeedback');
    const reason = readText(feedback, 'blockReason');
    if (!isFinishReason(reason)) return;
    blocked = true;
    rawReason = reason;
    message = readText(feedback, 'blockReasonMessage');
  }

  function readTotals(chunk: JsonRecord): void {
    const totals = readUsage(chunk['usageMetadata']);
    if (totals === null || isSameUsage(usage, totals)) return;
    usage = totals;
    emit({ type: 'usage', usage });
  }

  return {
    read(chunk) {
      if (!started) {
        started = true;
        emit({ type: 'start', id: readText(chunk, 'responseId'), model: readText(chunk, 'modelVersion') });
      }
      for (const candidate of readArray(chunk, 'candidates')) {
        if (!isRecord(candidate)) continue;
        if (isFirstCandidate(candidate)) readCandidate(candidate);
        else warnOnce('candidates: only the first was read.');
      }
      readBlock(chunk);
      readTotals(chunk);
    },
    finish(fallbackReason) {
      parts.close();
      const raw = rawReason ?? fallbackReason;
      const reason = blocked ? 'content_filter' : decodeFinishReason(raw, parts.sawCalls());
      emit({
        type: 'finish',
        finish: {
          reason,
          rawReason,
          ...(message !== null && { message }),
          ...(reason === 'pause' && continuation !== null && { continuation }),
        },
      });
    },
    isEnded: () => rawReason !== null,
    sawContent: () => !parts.hasNothing(),
  };
}
