import { GatewayError } from '../../errors';
import type { CanonicalRequest, OutputFormat, Sampling } from '../canonical/request';
import type { JsonRecord } from '../json/read';
import type { EncodeScope } from './encode-scope';
import { encodeThinking } from './encode-thinking';

const MAX_STOP_SEQUENCES = 5;

function selectMaxTokens(wanted: number | null, { target, warn }: EncodeScope): number | null {
  const cap = target.limits.maxOutputTokens ?? target.profile.maxOutputTokens;
  if (wanted === null || cap === null || wanted <= cap) return wanted;
  warn(`maxOutputTokens: lowered from ${wanted} to ${cap}, the most the model gives.`);
  return cap;
}

function selectStop(stop: readonly string[] | undefined, { warn }: EncodeScope): readonly string[] | null {
  if (stop === undefined || stop.length === 0) return null;
  if (stop.length <= MAX_STOP_SEQUENCES) return stop;
  warn(`stopSequences: only the first ${MAX_STOP_SEQUENCES} were sent.`);
  return stop.slice(0, MAX_STOP_SEQUENCES);
}

/** An answer holds one candidate on its way between protocols: more would be paid for and thrown away. */
function checkCount(n: number | undefined): void {
  if (n === undefined || n <= 1) return;
  throw new GatewayError('unsupported_conversion', 'n: only one answer can be converted between protocols.');
}

function encodeSampling(sampling: Sampling, scope: EncodeScope): JsonRecord {
  const { temperature, topP, topK, seed, presencePenalty, frequencyPenalty } = sampling;
  const { sampling: taken } = scope.target.profile;
  const free = taken !== 'none';
  const withTopP = free && !(taken === 'oneOf' && temperature !== undefined);
  checkCount(sampling.n);
  if (sampling.logprobs === true) scope.warn('logprobs: not asked for, they cannot be converted.');
  if (sampling.logitBias !== undefined) scope.warn('logit_bias: dropped, Gemini has none.');
  return {
    ...(free && temperature !== undefined && { temperature }),
    ...(withTopP && topP !== undefined && { topP }),
    ...(free && topK !== undefined && { topK }),
    ...(seed !== undefined && { seed }),
    ...(free && presencePenalty !== undefined && { presencePenalty }),
    ...(free && frequencyPenalty !== undefined && { frequencyPenalty }),
  };
}

function encodeFormat(format: OutputFormat, scope: EncodeScope): JsonRecord {
  if (format.type === 'text') return {};
  const responseMimeType = 'application/json';
  if (format.type === 'json') return { responseMimeType };
  const key = scope.target.profile.ggSchema === 'json' ? 'responseJsonSchema' : 'responseSchema';
  return { responseMimeType, [key]: format.schema };
}

/** `generationConfig`; without members when there is nothing to say. */
export function encodeGenerationConfig(request: CanonicalRequest, scope: EncodeScope): JsonRecord {
  const maxOutputTokens = selectMaxTokens(request.maxTokens, scope);
  const stopSequences = selectStop(request.sampling.stop, scope);
  const thinkingConfig = encodeThinking(request.reasoning, scope);
  return {
    ...encodeSampling(request.sampling, scope),
    ...(maxOutputTokens !== null && { maxOutputTokens }),
    ...(stopSequences !== null && { stopSequences }),
    ...encodeFormat(request.format, scope),
    ...(thinkingConfig !== null && { thinkingConfig }),
  };
}
