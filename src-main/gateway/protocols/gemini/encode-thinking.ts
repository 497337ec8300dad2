import type { Effort, ReasoningRequest } from '../canonical/request';
import type { JsonRecord } from '../json/read';
import { selectRequestedEffort, selectSupportedEffort } from '../reasoning/effort';
import type { ModelTraits } from './describe-model';
import type { EncodeScope } from './encode-scope';

type Thinking = ModelTraits['thinking'];
type BudgetThinking = Extract<Thinking, { by: 'budget' }>;

/** As much as the model finds right. */
const DYNAMIC_BUDGET = -1;

const BUDGETS: Readonly<Record<Effort, number>> = {
  none: 0,
  minimal: 512,
  low: 2048,
  medium: 8192,
  high: 24_576,
  xhigh: Infinity,
  max: Infinity,
};

function isSilent({ mode }: ReasoningRequest): boolean {
  return mode === 'default';
}

/** Null where the model is left to its own. */
function selectLevel(
  reasoning: ReasoningRequest,
  levels: readonly Effort[],
  efforts: readonly Effort[] | null,
): string | null {
  const wanted = selectRequestedEffort(reasoning);
  if (wanted === null) return null;
  const taken = efforts === null ? levels : levels.filter((level) => efforts.includes(level));
  return selectSupportedEffort(wanted, taken.length === 0 ? levels : taken).toUpperCase();
}

function selectBudget(reasoning: ReasoningRequest, { min, max, mayStop }: BudgetThinking): number | null {
  if (isSilent(reasoning)) return null;
  const effort = selectRequestedEffort(reasoning);
  if (effort === 'none') return mayStop ? 0 : min;
  const exact = reasoning.mode === 'budget' ? reasoning.budget : undefined;
  const wanted = exact ?? (effort === null ? DYNAMIC_BUDGET : BUDGETS[effort]);
  return wanted === DYNAMIC_BUDGET ? DYNAMIC_BUDGET : Math.min(max, Math.max(min, wanted));
}

/** A client that asks for thinking and does not say what it wants to see of it, wants to see it. */
function wantsThoughts(reasoning: ReasoningRequest): boolean {
  if (reasoning.show !== 'default') return reasoning.show !== 'none';
  return !isSilent(reasoning) && reasoning.mode !== 'off';
}

/** `thinkingConfig`, or null when there is nothing to say. Level and budget exclude each other. */
export function encodeThinking(reasoning: ReasoningRequest, scope: EncodeScope): JsonRecord | null {
  const { thinking, generation } = scope.model;
  const { effortStyle, efforts } = scope.target.profile;
  if (effortStyle === 'none') return null;
  if (thinking.by === 'nothing') {
    if (!isSilent(reasoning) && selectRequestedEffort(reasoning) !== 'none') {
      scope.warn(`reasoning: ${scope.target.model} does not think, so none was asked for.`);
    }
    return null;
  }
  // A model of no known name may not think at all, and would refuse even to be asked for thoughts.
  if (generation === null && isSilent(reasoning)) return null;
  const level = thinking.by === 'level' ? selectLevel(reasoning, thinking.levels, efforts) : null;
  const budget = thinking.by === 'budget' ? selectBudget(reasoning, thinking) : null;
  const config = {
    ...(level !== null && { thinkingLevel: level }),
    ...(budget !== null && { thinkingBudget: budget }),
    ...(wantsThoughts(reasoning) && { includeThoughts: true }),
  };
  return Object.keys(config).length === 0 ? null : config;
}
