import type { ChannelProfile } from '#shared/domain/channel-profile';
import type { EncodeTarget, Warn } from '../canonical/codec';
import { EFFORTS, type Effort, type ReasoningRequest } from '../canonical/request';
import type { JsonRecord } from '../json/read';
import { selectEfforts, takesReasoning } from '../models/fit-openai-request';
import { mapEffortToBudget, selectRequestedEffort, selectSupportedEffort } from '../reasoning/effort';

const OPENROUTER_EFFORTS = EFFORTS.filter((effort) => effort !== 'max');

function fit(effort: Effort, supported: readonly Effort[] | null, warn: Warn): Effort {
  const fitted = selectSupportedEffort(effort, supported);
  if (effort === 'none' && fitted !== 'none')
    warn(`reasoning: the model cannot do without, effort "${fitted}" is the least it takes`);
  return fitted;
}

function encodeEffort(effort: Effort | null, target: EncodeTarget, warn: Warn): JsonRecord {
  if (effort === null || !takesReasoning(target)) return {};
  return { reasoning_effort: fit(effort, selectEfforts(target), warn) };
}

/** Effort goes along only where the provider's levels are known: GLM has none, DeepSeek has. */
function encodeThinkingType(effort: Effort | null, { efforts }: ChannelProfile): JsonRecord {
  if (effort === 'none') return { thinking: { type: 'disabled' } };
  const level =
    effort === null || efforts === null ? {} : { reasoning_effort: selectSupportedEffort(effort, efforts) };
  return { thinking: { type: 'enabled' }, ...level };
}

function encodeEnableThinking(effort: Effort | null, budget: number | undefined): JsonRecord {
  if (effort === 'none') return { enable_thinking: false };
  const tokens = budget ?? (effort === null ? undefined : mapEffortToBudget(effort));
  return { enable_thinking: true, ...(tokens === undefined ? {} : { thinking_budget: tokens }) };
}

function encodeOpenrouter(
  effort: Effort | null,
  budget: number | undefined,
  { efforts }: ChannelProfile,
  warn: Warn,
): JsonRecord {
  if (budget !== undefined && budget > 0) return { reasoning: { max_tokens: budget } };
  if (effort === null) return { reasoning: { enabled: true } };
  return { reasoning: { effort: fit(effort, efforts ?? OPENROUTER_EFFORTS, warn) } };
}

/** The fields that ask for reasoning, in the provider's own way. */
export function encodeReasoning(reasoning: ReasoningRequest, target: EncodeTarget, warn: Warn): JsonRecord {
  const { profile } = target;
  if (reasoning.mode === 'default') return {};
  const effort = selectRequestedEffort(reasoning);
  const budget = reasoning.mode === 'budget' ? reasoning.budget : undefined;
  switch (profile.effortStyle) {
    case 'openai':
      return encodeEffort(effort, target, warn);
    case 'thinking-type':
      return encodeThinkingType(effort, profile);
    case 'enable-thinking':
      return encodeEnableThinking(effort, budget);
    case 'openrouter':
      return encodeOpenrouter(effort, budget, profile, warn);
    case 'none':
      return {};
  }
}
