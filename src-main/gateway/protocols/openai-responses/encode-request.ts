import { createHash } from 'node:crypto';
import type { EncodedRequest, EncodeTarget, Warn } from '../canonical/codec';
import type { CanonicalRequest, Sampling } from '../canonical/request';
import { isFilled, readArray, type JsonRecord } from '../json/read';
import { selectTakenSampling, takesReasoning } from '../models/fit-openai-request';
import { omitAbsent } from '../json/omit-absent';
import { selectBreakpoints } from './encode-content';
import { encodeInput } from './encode-input';
import { encodeReasoningRequest } from './encode-reasoning-request';
import { encodeTextConfig } from './encode-text-config';
import { encodeToolChoice } from './encode-tool-choice';
import { encodeTools } from './encode-tools';
import { mapServiceTier } from './map-service-tier';

const ENCRYPTED_REASONING = 'reasoning.encrypted_content';
/** OpenAI refuses a smaller one; agents probe their quota with 1. */
const MIN_OUTPUT_TOKENS = 16;

interface RequestContext {
  readonly request: CanonicalRequest;
  readonly target: EncodeTarget;
  readonly warn: Warn;
  /** The client speaks this protocol too. */
  readonly native: boolean;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function encodeMaxTokens({ request, target, warn }: RequestContext): number | undefined {
  const { maxTokens } = request;
  // Zero stands for the warming of a cache, which is asked for elsewhere in the body.
  if (maxTokens === null || maxTokens === 0) return undefined;
  const limit = target.limits.maxOutputTokens ?? target.profile.maxOutputTokens;
  if (limit !== null && maxTokens > limit) {
    warn(`max_output_tokens: ${maxTokens} is more than the model gives; ${limit} was sent.`);
    return limit;
  }
  return target.profile.official ? Math.max(maxTokens, MIN_OUTPUT_TOKENS) : maxTokens;
}

function warnOfLosses(sampling: Sampling, warn: Warn): void {
  if (sampling.stop !== undefined && sampling.stop.length > 0)
    warn('stop: this protocol has no stop sequences; they were left out.');
  if (isFilled(sampling.logitBias)) warn('logit_bias: not supported by this protocol and left out.');
  if (sampling.logprobs === true || (sampling.topLogprobs ?? 0) > 0)
    warn('top_logprobs: log probabilities are not carried back and were not asked for.');
}

function encodeSampling({ request, target, warn }: RequestContext): object {
  const { sampling } = request;
  warnOfLosses(sampling, warn);
  if (!selectTakenSampling(request.reasoning, target).temperature) return {};
  const { temperature, topP } = sampling;
  switch (target.profile.sampling) {
    case 'none':
      return {};
    case 'oneOf':
      return temperature === undefined ? omitAbsent({ top_p: topP }) : { temperature };
    case 'all':
      return omitAbsent({ temperature, top_p: topP });
  }
}

/** OpenAI's protocols pass the name on as the client gave it; from elsewhere it may tell who somebody is. */
function encodeUserId({ request, target }: RequestContext): string | undefined {
  const { userId } = request.meta;
  if (userId === undefined) return undefined;
  if (request.origin.protocol.startsWith('openai-')) return userId;
  return target.profile.official ? hash(userId) : undefined;
}

function encodeCacheKey({ request, target }: RequestContext): string | undefined {
  const { cacheKey, sessionId } = request.meta;
  if (cacheKey !== undefined || sessionId === undefined || !target.profile.official) return cacheKey;
  return hash(sessionId);
}

/** What only this protocol has, from a client that speaks it. Nothing is stored for any other. */
function encodeState({ request, target, native }: RequestContext): object {
  const reasons = takesReasoning(target);
  if (!native) return { store: false, ...(reasons && { include: [ENCRYPTED_REASONING] }) };
  const { store, metadata } = request.meta;
  const include = readArray(request.extra, 'include');
  return {
    ...omitAbsent({ store, metadata }),
    ...(store === false && reasons && !include.includes(ENCRYPTED_REASONING)
      ? { include: [...include, ENCRYPTED_REASONING] }
      : {}),
  };
}

function encodeToolSettings(context: RequestContext): object {
  const { request, target, warn } = context;
  const tools = encodeTools(request, target);
  const { parallelTools } = request;
  return omitAbsent({
    tools: tools.length === 0 ? undefined : tools,
    tool_choice: encodeToolChoice(request, tools, warn),
    parallel_tool_calls:
      parallelTools === null || tools.length === 0 || !target.profile.parallelToolCalls
        ? undefined
        : parallelTools,
  });
}

function applyProfile(body: JsonRecord, { profile }: EncodeTarget): JsonRecord {
  const sent = Object.entries(body).filter(([key]) => !profile.dropParams.includes(key));
  return { ...Object.fromEntries(sent), ...profile.extraBody };
}

/** https://platform.openai.com/docs/api-reference/responses/create */
export function encodeRequest(request: CanonicalRequest, target: EncodeTarget, warn: Warn): EncodedRequest {
  const native = request.origin.protocol === 'openai-responses';
  const context: RequestContext = { request, target, warn, native };
  const instructions = request.system.map((part) => part.text).join('\n\n');
  const body = {
    ...(native ? request.extra : {}),
    ...omitAbsent({
      model: target.model,
      stream: request.stream,
      instructions: instructions === '' ? undefined : instructions,
      input: encodeInput(request.messages, selectBreakpoints(request, target)),
      ...encodeToolSettings(context),
      max_output_tokens: encodeMaxTokens(context),
      ...encodeSampling(context),
      reasoning: encodeReasoningRequest(request, target, warn),
      text: encodeTextConfig(request),
      safety_identifier: encodeUserId(context),
      prompt_cache_key: encodeCacheKey(context),
      service_tier: mapServiceTier(request.meta.serviceTier, request.origin.protocol),
      ...encodeState(context),
    }),
  };
  return {
    body: applyProfile(body, target),
    headers: request.stream ? { accept: 'text/event-stream' } : {},
  };
}
