import type { EncodeTarget } from '../canonical/codec';

/** How a model behind Anthropic Messages may be asked to think: with a budget, at its own discretion, or either. */
export type ThinkingKind = 'adaptive' | 'budget' | 'both';

const CLAUDE_VERSION = /claude-(?:[a-z]+-)?(\d+)(?:[-.](\d{1,2})(?!\d))?/i;
/** Claude 4.6 takes either; before it there were only budgets, after it there are none. */
const BOTH = 406;

/** Null when neither the channel nor the model's name says. */
export function selectThinkingKind({ model, profile }: EncodeTarget): ThinkingKind | null {
  if (profile.thinking !== 'auto') return profile.thinking;
  const found = CLAUDE_VERSION.exec(model);
  if (found === null) return null;
  const version = Number(found[1]) * 100 + Number(found[2] ?? 0);
  if (version === BOTH) return 'both';
  return version < BOTH ? 'budget' : 'adaptive';
}
