import type { ClientKind } from '#shared/domain/request-record';
import type { Finish, FinishReason } from '../canonical/response';

export interface ResponseEnding {
  readonly status: 'completed' | 'incomplete';
  readonly incompleteReason: string | null;
}

const COMPLETED: ResponseEnding = { status: 'completed', incompleteReason: null };
const CUT: ResponseEnding = { status: 'incomplete', incompleteReason: 'max_output_tokens' };
const FILTERED: ResponseEnding = { status: 'incomplete', incompleteReason: 'content_filter' };

const ENDINGS: Readonly<Record<FinishReason, ResponseEnding>> = {
  stop: COMPLETED,
  stop_sequence: COMPLETED,
  length: CUT,
  tool_calls: COMPLETED,
  content_filter: FILTERED,
  refusal: COMPLETED,
  context_window: CUT,
  pause: CUT,
  compaction: COMPLETED,
  malformed: COMPLETED,
  unknown: COMPLETED,
};

/**
 * Codex takes an incomplete response for a broken stream and asks for the whole turn again. Text that was cut is of more use
 * to it; a call that was cut must not be run.
 *
 * @param endsWithCall the last item is a call
 */
export function mapFinish(finish: Finish, client: ClientKind, endsWithCall: boolean): ResponseEnding {
  const ending = ENDINGS[finish.reason];
  return client === 'codex' && ending === CUT && !endsWithCall ? COMPLETED : ending;
}

/** What to say where a model refused without a refusal of its own. */
export function createRefusalText(finish: Finish): string {
  return finish.message ?? 'The model declined to answer.';
}
