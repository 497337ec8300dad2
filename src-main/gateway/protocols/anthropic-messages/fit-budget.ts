import type { Warn } from '../canonical/codec';
import type { Thinking } from './encode-thinking';

const MIN_BUDGET = 1024;
/** What is left for the answer itself. */
const ANSWER_TOKENS = 1024;

export interface FittedBudget {
  readonly maxTokens: number;
  readonly thinking: Thinking | null;
}

/**
 * The tokens to think with must be fewer than those of the whole answer: the answer is given more, or where it cannot, the
 * thinking fewer.
 *
 * @param cap most output tokens of the model; null: not known
 */
export function fitBudget(
  thinking: Thinking | null,
  maxTokens: number,
  cap: number | null,
  warn: Warn,
): FittedBudget {
  // Zero warms a cache: nothing is thought.
  if (thinking?.type !== 'enabled' || maxTokens === 0 || thinking.budget_tokens < maxTokens) {
    return { maxTokens, thinking };
  }
  const wanted = thinking.budget_tokens + ANSWER_TOKENS;
  if (cap === null || wanted <= cap) {
    warn(`max_tokens was raised from ${maxTokens} to ${wanted} to leave room after thinking.`);
    return { maxTokens: wanted, thinking };
  }
  const budget = Math.max(MIN_BUDGET, maxTokens - ANSWER_TOKENS);
  if (budget >= maxTokens) {
    warn(`Thinking was turned off: max_tokens of ${maxTokens} leaves no room for it.`);
    return { maxTokens, thinking: { type: 'disabled' } };
  }
  warn(`The thinking budget was lowered from ${thinking.budget_tokens} to ${budget} to fit max_tokens.`);
  return { maxTokens, thinking: { ...thinking, budget_tokens: budget } };
}
