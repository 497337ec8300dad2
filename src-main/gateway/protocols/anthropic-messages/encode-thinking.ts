import type { ChannelProfile } from '#shared/domain/channel-profile';
import type { Effort, ReasoningRequest } from '../canonical/request';
import {
  mapEffortToBudget,
  selectRequestedBudget,
  selectRequestedEffort,
  selectSupportedEffort,
} from '../reasoning/effort';
import type { ThinkingKind } from '../reasoning/select-thinking-kind';

/** Levels of `output_config.effort`. */
const LEVELS: readonly Effort[] = ['low', 'medium', 'high', 'xhigh', 'max'];
/** The models that were first to take effort with adaptive thinking did not know `xhigh`. */
const FIRST_LEVELS = LEVELS.filter((level) => level !== 'xhigh');
const ADAPTIVE_BUDGET = mapEffortToBudget('medium');
const MIN_BUDGET = 1024;

export type Thinking =
  | { readonly type: 'disabled' | 'between_tools' }
  | { readonly type: 'adaptive'; readonly display?: string }
  | { readonly type: 'enabled'; readonly budget_tokens: number; readonly display?: string };

export interface EncodedThinking {
  /** Null: the model's default. */
  readonly thinking: Thinking | null;
  readonly effort: Effort | null;
}

const DISABLED: EncodedThinking = { thinking: { type: 'disabled' }, effort: null };

/** Newer models show nothing unless asked to; what is not known to be one of Anthropic's need not know the field. */
function encodeDisplay(show: ReasoningRequest['show'], known: boolean): { readonly display?: string } {
  if (show === 'default' || !known) return {};
  return { display: show === 'none' ? 'omitted' : 'summarized' };
}

function selectLevel(effort: Effort, style: ThinkingKind | null, profile: ChannelProfile): Effort {
  const levels = style === 'both' ? FIRST_LEVELS : LEVELS;
  const supported =
    profile.efforts === null ? levels : levels.filter((level) => profile.efforts?.includes(level));
  return selectSupportedEffort(effort, supported);
}

function encodeAdaptive(
  reasoning: ReasoningRequest,
  style: ThinkingKind | null,
  profile: ChannelProfile,
  isNative: boolean,
): EncodedThinking {
  const wanted = selectRequestedEffort(reasoning);
  if (reasoning.mode === 'between_tools') {
    const effort = reasoning.effort === undefined ? null : selectLevel(reasoning.effort, style, profile);
    return { thinking: { type: 'between_tools' }, effort };
  }
  if (wanted === 'none') return DISABLED;
  return {
    thinking: { type: 'adaptive', ...encodeDisplay(reasoning.show, isNative || style !== null) },
    effort: wanted === null ? null : selectLevel(wanted, style, profile),
  };
}

function encodeBudget(reasoning: ReasoningRequest, isNative: boolean): EncodedThinking {
  const budget = selectRequestedBudget(reasoning) ?? ADAPTIVE_BUDGET;
  if (budget <= 0) return DISABLED;
  return {
    thinking: {
      type: 'enabled',
      budget_tokens: Math.max(MIN_BUDGET, budget),
      ...encodeDisplay(reasoning.show, isNative),
    },
    effort: isNative && reasoning.mode === 'budget' ? (reasoning.effort ?? null) : null,
  };
}

/**
 * @param style null: not known; then the request's own way is the best guess
 * @param isNative the client speaks this protocol too
 */
export function encodeThinking(
  reasoning: ReasoningRequest,
  style: ThinkingKind | null,
  profile: ChannelProfile,
  isNative: boolean,
): EncodedThinking {
  if (reasoning.mode === 'default') return { thinking: null, effort: null };
  if (reasoning.mode === 'off') return DISABLED;
  // Anthropic's clients ask for effort and for thinking apart.
  if (isNative && reasoning.mode === 'effort') {
    return { thinking: null, effort: selectLevel(reasoning.effort ?? 'medium', style, profile) };
  }
  const byBudget = style === 'budget' || (style !== 'adaptive' && reasoning.mode === 'budget');
  return byBudget ? encodeBudget(reasoning, isNative) : encodeAdaptive(reasoning, style, profile, isNative);
}
