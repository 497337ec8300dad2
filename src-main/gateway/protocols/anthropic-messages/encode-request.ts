import type { ChannelProfile } from '#shared/domain/channel-profile';
import type { EncodedRequest, EncodeTarget, Warn } from '../canonical/codec';
import type { CanonicalRequest, OutputFormat } from '../canonical/request';
import { isRecord, type JsonRecord } from '../json/read';
import { createCacheMarks, NO_CACHE_MARKS } from './create-cache-marks';
import { encodeMessages } from './encode-messages';
import { encodeMeta, selectAutoCache } from './encode-meta';
import { encodeSampling } from './encode-sampling';
import { encodeSystem } from './encode-system';
import type { EncodedThinking, Thinking } from './encode-thinking';
import { encodeToolChoice } from './encode-tool-choice';
import { encodeTools } from './encode-tools';
import { fitBudget } from './fit-budget';
import { selectThinkingKind } from '../reasoning/select-thinking-kind';
import { isClaude } from './is-claude';
import { settleThinking } from './settle-thinking';

const PROTOCOL = 'anthropic-messages';
const DEFAULT_MAX_TOKENS = 8192;

interface OutputLimit {
  readonly maxTokens: number;
  readonly cap: number | null;
}

/** Anthropic demands a limit, and refuses one above the model's own. Where that is not known, what the client asks for goes on. */
function selectMaxTokens(
  { maxTokens: asked }: CanonicalRequest,
  thinking: Thinking | null,
  { limits, profile }: EncodeTarget,
  warn: Warn,
): OutputLimit {
  const cap = limits.maxOutputTokens ?? profile.maxOutputTokens;
  if (asked === null) {
    const thought = thinking?.type === 'enabled' ? thinking.budget_tokens : 0;
    return { maxTokens: cap ?? thought + DEFAULT_MAX_TOKENS, cap };
  }
  if (cap === null || asked <= cap) return { maxTokens: asked, cap };
  warn(`max_tokens was lowered from ${asked} to ${cap}, the most that the model answers.`);
  return { maxTokens: cap, cap };
}

/** Fields that only Anthropic has go on to another of its kind. */
function selectExtra({ extra, origin }: CanonicalRequest): JsonRecord {
  return origin.protocol === PROTOCOL ? extra : {};
}

/** Where the channel cannot enforce a schema it is asked for in another way, before. */
function encodeFormat(format: OutputFormat, profile: ChannelProfile): object | null {
  if (format.type !== 'schema' || profile.structured !== 'native') return null;
  return { type: 'json_schema', schema: format.schema };
}

function encodeOutputConfig(
  extra: JsonRecord,
  { effort }: EncodedThinking,
  format: object | null,
): { readonly output_config?: object } {
  const known = isRecord(extra['output_config']) ? extra['output_config'] : {};
  const config = { ...known, ...(effort !== null && { effort }), ...(format !== null && { format }) };
  return Object.keys(config).length === 0 ? {} : { output_config: config };
}

function encodeHeaders({ origin }: CanonicalRequest, { profile }: EncodeTarget): Record<string, string> {
  const { betaAllow, anthropicVersion } = profile;
  const betas = origin.betas.filter((beta) => betaAllow === null || betaAllow.includes(beta));
  return {
    'anthropic-version': anthropicVersion,
    ...(betas.length > 0 && { 'anthropic-beta': betas.join(',') }),
  };
}

/** What the channel's owner says of it goes last. */
function applyProfile(body: JsonRecord, { profile }: EncodeTarget): JsonRecord {
  const dropped = new Set(profile.dropParams);
  const kept = Object.entries(body).filter(([name]) => !dropped.has(name));
  return { ...Object.fromEntries(kept), ...profile.extraBody };
}

export function encodeRequest(request: CanonicalRequest, target: EncodeTarget, warn: Warn): EncodedRequest {
  const { profile, model } = target;
  const autoCache = selectAutoCache(request, target);
  const marks = profile.cacheControl ? createCacheMarks(request, autoCache !== null) : NO_CACHE_MARKS;
  const scope = { profile, marks, warn };

  // In the order in which they share the cache marks.
  const tools = encodeTools(request, scope);
  const system = encodeSystem(request.system, marks);
  const messages = encodeMessages(request.messages, scope);

  const toolChoice = encodeToolChoice(request, tools.length);
  const settled = settleThinking(request, target, toolChoice, warn);
  const limit = selectMaxTokens(request, settled.thinking, target, warn);
  const { maxTokens, thinking } = fitBudget(settled.thinking, limit.maxTokens, limit.cap, warn);
  const extra = selectExtra(request);

  const body = {
    ...extra,
    model,
    max_tokens: maxTokens,
    ...(system !== null && { system }),
    messages,
    ...(tools.length > 0 && { tools }),
    ...(toolChoice !== null && { tool_choice: toolChoice }),
    ...(thinking !== null && { thinking }),
    ...encodeOutputConfig(extra, settled, encodeFormat(request.format, profile)),
    ...encodeSampling(request.sampling, {
      profile,
      fixed: isClaude(model) && selectThinkingKind(target) === 'adaptive',
      thinking: isClaude(model) && thinking !== null && thinking.type !== 'disabled',
      warn,
    }),
    ...encodeMeta(request, target),
    ...(autoCache !== null && { cache_control: autoCache }),
    ...(request.stream && { stream: true }),
  };
  return { body: applyProfile(body, target), headers: encodeHeaders(request, target) };
}
