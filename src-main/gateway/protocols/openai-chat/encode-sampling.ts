import type { EncodeTarget, Warn } from '../canonical/codec';
import type { CanonicalRequest, Sampling } from '../canonical/request';
import type { JsonRecord } from '../json/read';
import { selectTakenSampling } from '../models/fit-openai-request';
import { omitAbsent } from '../json/omit-absent';

const MAX_STOPS = 4;

function encodeStop(stop: readonly string[] | undefined, warn: Warn): readonly string[] | undefined {
  if (stop === undefined || stop.length <= MAX_STOPS) return stop;
  warn(`stop: only the first ${MAX_STOPS} of ${stop.length} stop sequences were sent`);
  return stop.slice(0, MAX_STOPS);
}

/** Not of the protocol; Qwen and local servers know it, and clients of this protocol may mean them. */
function encodeTopK({ sampling, origin }: CanonicalRequest, { profile }: EncodeTarget): number | undefined {
  const known = profile.effortStyle === 'enable-thinking' || origin.protocol === 'openai-chat';
  return known ? sampling.topK : undefined;
}

function encodeTopP(
  { temperature, topP }: Sampling,
  { profile }: EncodeTarget,
  warn: Warn,
): number | undefined {
  if (profile.sampling !== 'oneOf' || temperature === undefined || topP === undefined) return topP;
  warn('top_p: this channel takes temperature or top_p, not both');
  return undefined;
}

function encodeChoice({ sampling }: CanonicalRequest, target: EncodeTarget, warn: Warn): JsonRecord {
  return omitAbsent({
    temperature: sampling.temperature,
    top_p: encodeTopP(sampling, target, warn),
    logprobs: sampling.logprobs,
    top_logprobs: sampling.topLogprobs,
  });
}

/** Models that fix their own sampling refuse all that would change it. */
export function encodeSampling(request: CanonicalRequest, target: EncodeTarget, warn: Warn): JsonRecord {
  const { sampling } = request;
  const always = omitAbsent({ seed: sampling.seed, n: sampling.n });
  if (target.profile.sampling === 'none') return always;
  const taken = selectTakenSampling(request.reasoning, target);
  return {
    ...always,
    ...(taken.temperature && encodeChoice(request, target, warn)),
    ...(taken.rest &&
      omitAbsent({
        top_k: encodeTopK(request, target),
        presence_penalty: sampling.presencePenalty,
        frequency_penalty: sampling.frequencyPenalty,
        stop: encodeStop(sampling.stop, warn),
        logit_bias: sampling.logitBias,
      })),
  };
}

/** The limit of the answer, no more than the model can give. */
export function encodeMaxTokens(
  maxTokens: number | null,
  { profile, limits }: EncodeTarget,
  warn: Warn,
): JsonRecord {
  if (maxTokens === null || maxTokens <= 0) return {};
  const cap = limits.maxOutputTokens ?? profile.maxOutputTokens ?? maxTokens;
  if (maxTokens > cap) warn(`max_tokens: ${maxTokens} is more than the model gives, ${cap} was sent`);
  return { [profile.maxTokensField]: Math.min(maxTokens, cap) };
}
