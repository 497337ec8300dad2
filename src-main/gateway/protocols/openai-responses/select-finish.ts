import type { Finish, FinishReason } from '../canonical/response';
import { readRecord, readText } from '../json/read';

/** What an answer holds, as far as it says why it ended. */
export interface AnswerContent {
  readonly hasCalls: boolean;
  readonly hasRefusal: boolean;
}

const INCOMPLETE_REASONS: Readonly<Record<string, FinishReason>> = {
  max_output_tokens: 'length',
  max_messages: 'length',
  content_filter: 'content_filter',
  steered: 'pause',
};

function mapIncompleteReason(reason: string | null): FinishReason {
  if (reason === null) return 'length';
  return Object.hasOwn(INCOMPLETE_REASONS, reason) ? (INCOMPLETE_REASONS[reason] ?? 'unknown') : 'unknown';
}

function selectCompleted({ hasCalls, hasRefusal }: AnswerContent): FinishReason {
  if (hasCalls) return 'tool_calls';
  return hasRefusal ? 'refusal' : 'stop';
}

/** Why a response ended. `status` is its own, or what the stream's last event said. */
export function selectFinish(response: unknown, status: string, content: AnswerContent): Finish {
  const reason = readText(readRecord(response, 'incomplete_details'), 'reason');
  if (status === 'incomplete') return { reason: mapIncompleteReason(reason), rawReason: reason ?? status };
  return { reason: selectCompleted(content), rawReason: status };
}
