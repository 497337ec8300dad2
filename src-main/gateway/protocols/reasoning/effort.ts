import { EFFORTS, type Effort, type ReasoningRequest } from '../canonical/request';

/** Most tokens that still count as each level; above the last it is `max`. */
const BUDGET_LIMITS: readonly (readonly [limit: number, effort: Effort])[] = [
  [0, 'none'],
  [2048, 'low'],
  [8192, 'medium'],
  [24_576, 'high'],
  [49_152, 'xhigh'],
];

/** Tokens to think with at each level, where a provider asks for a number. */
const BUDGETS: Readonly<Record<Effort, number>> = {
  none: 0,
  minimal: 1024,
  low: 2048,
  medium: 8192,
  high: 16_384,
  xhigh: 24_576,
  max: 32_768,
};

export function mapBudgetToEffort(budget: number): Effort {
  return BUDGET_LIMITS.find(([limit]) => budget <= limit)?.[1] ?? 'max';
}

export function mapEffortToBudget(effort: Effort): number {
  return BUDGETS[effort];
}

/**
 * The level to ask for where not all are known: the nearest lower one, or the lowest there is when none is lower.
 *
 * @param supported null: all
 */
export function selectSupportedEffort(wanted: Effort, supported: readonly Effort[] | null): Effort {
  if (supported === null || supported.length === 0 || supported.includes(wanted)) return wanted;
  const ladder = EFFORTS.filter((effort) => supported.includes(effort));
  const rank = EFFORTS.indexOf(wanted);
  return ladder.findLast((effort) => EFFORTS.indexOf(effort) < rank) ?? ladder[0] ?? wanted;
}

/** The level a request asks for, however it says so; null when it leaves that to the model. */
export function selectRequestedEffort(reasoning: ReasoningRequest): Effort | null {
  switch (reasoning.mode) {
    case 'default':
      return null;
    case 'off':
      return 'none';
    case 'between_tools':
      return reasoning.effort ?? 'low';
    case 'budget':
      return (
        reasoning.effort ?? (reasoning.budget === undefined ? null : mapBudgetToEffort(reasoning.budget))
      );
    case 'adaptive':
    case 'effort':
      return reasoning.effort ?? null;
  }
}

/** The tokens a request may think with, however it says so; null when it leaves that to the model. */
export function selectRequestedBudget(reasoning: ReasoningRequest): number | null {
  if (reasoning.mode === 'budget' && reasoning.budget !== undefined) return reasoning.budget;
  const effort = selectRequestedEffort(reasoning);
  return effort === null ? null : mapEffortToBudget(effort);
}
