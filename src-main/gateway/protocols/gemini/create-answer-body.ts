import type { Usage } from '#shared/domain/usage';
import type { Finish } from '../canonical/response';
import type { JsonRecord } from '../json/read';
import { encodeUsage } from './encode-usage';
import { encodeBlockReason, encodeFinishReason } from './map-finish-reason';

/** What every chunk of an answer repeats. */
export interface AnswerIdentity {
  /** As the client named it. */
  readonly modelVersion: string;
  readonly responseId: string;
}

export interface AnswerEnd {
  readonly finish: Finish;
  readonly usage: Usage | null;
  readonly grounding: JsonRecord | null;
}

function createUsage(usage: Usage | null): JsonRecord {
  return usage === null ? {} : { usageMetadata: encodeUsage(usage) };
}

/** An answer, or the last chunk of one: reason and usage stand together, beside at least one part. */
export function createAnswerBody(
  parts: readonly JsonRecord[],
  { finish, usage, grounding }: AnswerEnd,
  identity: AnswerIdentity,
): JsonRecord {
  const candidate = {
    index: 0,
    content: { role: 'model', parts },
    finishReason: encodeFinishReason(finish.reason),
    ...(finish.message !== undefined && { finishMessage: finish.message }),
    ...(grounding !== null && { groundingMetadata: grounding }),
  };
  return { candidates: [candidate], ...createUsage(usage), ...identity };
}

/** A filter let nothing through: Gemini says so of the prompt, without candidates. */
export function createBlockedBody({ finish, usage }: AnswerEnd, identity: AnswerIdentity): JsonRecord {
  const promptFeedback = {
    blockReason: encodeBlockReason(finish.rawReason),
    ...(finish.message !== undefined && { blockReasonMessage: finish.message }),
  };
  return { promptFeedback, ...createUsage(usage), ...identity };
}
