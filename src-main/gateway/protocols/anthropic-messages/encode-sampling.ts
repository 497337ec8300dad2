import type { ChannelProfile } from '#shared/domain/channel-profile';
import type { Warn } from '../canonical/codec';
import type { Sampling } from '../canonical/request';

/** From this version on the API refuses all of them. Clouds name versions of their own. */
const FIRST_VERSION_WITHOUT = '2026-10-21';
const DATED = /^\d{4}-/;
const MAX_TEMPERATURE = 1;
/** Anthropic's models think at temperature 1 and from nearly all of the distribution. */
const THINKING_MIN_TOP_P = 0.95;

export interface SamplingRules {
  readonly profile: ChannelProfile;
  /** The model takes no sampling at all. */
  readonly fixed: boolean;
  /** The model is asked to think, and is one that then takes little. */
  readonly thinking: boolean;
  readonly warn: Warn;
}

interface Choice {
  temperature?: number;
  top_p?: number;
  top_k?: number;
}

function clampTemperature(temperature: number, warn: Warn): number {
  const clamped = Math.min(MAX_TEMPERATURE, Math.max(0, temperature));
  if (clamped !== temperature) warn(`temperature was changed from ${temperature} to ${clamped}.`);
  return clamped;
}

function dropForThinking(choice: Choice, warn: Warn): Choice {
  const kept: Choice = {};
  if (choice.top_p !== undefined && choice.top_p >= THINKING_MIN_TOP_P) kept.top_p = choice.top_p;
  if (choice.temperature === 1) kept.temperature = 1;
  const lost = Object.keys(choice).filter((name) => !(name in kept));
  if (lost.length > 0) warn(`${lost.join(', ')} left out: the model takes no such value while thinking.`);
  return kept;
}

function refusesSampling(version: string): boolean {
  return DATED.test(version) && version >= FIRST_VERSION_WITHOUT;
}

function encodeChoice({ temperature, topP, topK }: Sampling, rules: SamplingRules): Choice {
  const { profile, warn } = rules;
  if (rules.fixed || profile.sampling === 'none' || refusesSampling(profile.anthropicVersion)) return {};
  const choice: Choice = {
    ...(temperature !== undefined && { temperature: clampTemperature(temperature, warn) }),
    ...(topP !== undefined &&
      !(profile.sampling === 'oneOf' && temperature !== undefined) && { top_p: topP }),
    ...(topK !== undefined && { top_k: topK }),
  };
  return rules.thinking ? dropForThinking(choice, warn) : choice;
}

export function encodeSampling(sampling: Sampling, rules: SamplingRules): object {
  if (sampling.logprobs === true || sampling.topLogprobs !== undefined) {
    rules.warn('logprobs was left out: Anthropic has none.');
  }
  if (sampling.logitBias !== undefined) rules.warn('logit_bias was left out: Anthropic has none.');
  // Anthropic refuses sequences of nothing but space.
  const stop = sampling.stop?.filter((text) => text.trim() !== '') ?? [];
  return { ...encodeChoice(sampling, rules), ...(stop.length > 0 && { stop_sequences: stop }) };
}
