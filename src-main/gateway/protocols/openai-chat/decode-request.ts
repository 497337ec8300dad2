import { refuseElsewhere } from '../canonical/native-only';
import type { DecodeRequestContext } from '../canonical/codec';
import type { CanonicalRequest, RequestMeta } from '../canonical/request';
import { isRecord, readArray, readRecord, readText, type JsonRecord } from '../json/read';
import { decodeFormat } from './decode-format';
import { decodeMessages } from './decode-messages';
import { decodeReasoningRequest } from './decode-reasoning-request';
import { decodeMaxTokens, decodeSampling } from './decode-sampling';
import { decodeToolChoice } from './decode-tool-choice';
import { decodeTools } from './decode-tools';
import { omitAbsent } from '../json/omit-absent';
import {
  createFieldError,
  readOptionalBoolean,
  readOptionalRecord,
  readOptionalString,
} from './read-request-field';

/** Every field that has a canonical place; the rest is `extra`. */
const MAPPED_FIELDS: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'top_k',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'stop',
  'n',
  'logprobs',
  'top_logprobs',
  'logit_bias',
  'tools',
  'tool_choice',
  'functions',
  'function_call',
  'parallel_tool_calls',
  'web_search_options',
  'response_format',
  'reasoning_effort',
  'reasoning',
  'thinking',
  'enable_thinking',
  'thinking_budget',
  'user',
  'safety_identifier',
  'metadata',
  'prompt_cache_key',
  'service_tier',
  'store',
  'verbosity',
]);

function readModel(json: JsonRecord): string {
  const model = readText(json, 'model');
  if (model === null) throw createFieldError('model', 'must be a string');
  return model;
}

/** No other protocol answers with speech. */
function noteAudio(json: JsonRecord, context: DecodeRequestContext): void {
  if (readArray(json, 'modalities').includes('audio') || isRecord(json['audio']))
    refuseElsewhere(context, 'modalities: audio output is not available on a channel of another protocol');
}

function decodeMeta(json: JsonRecord): RequestMeta {
  return omitAbsent({
    userId: readOptionalString(json, 'safety_identifier') ?? readOptionalString(json, 'user'),
    cacheKey: readOptionalString(json, 'prompt_cache_key'),
    metadata: readOptionalRecord(json, 'metadata'),
    serviceTier: readOptionalString(json, 'service_tier'),
    store: readOptionalBoolean(json, 'store'),
    verbosity: readOptionalString(json, 'verbosity'),
  });
}

export function decodeRequest(json: unknown, context: DecodeRequestContext): CanonicalRequest {
  const { client, warn } = context;
  if (!isRecord(json)) throw createFieldError('body', 'must be a JSON object');
  noteAudio(json, context);
  return {
    model: readModel(json),
    stream: readOptionalBoolean(json, 'stream') ?? false,
    ...decodeMessages(json['messages']),
    tools: decodeTools(json),
    toolChoice: decodeToolChoice(json),
    parallelTools: readOptionalBoolean(json, 'parallel_tool_calls') ?? null,
    maxTokens: decodeMaxTokens(json),
    sampling: decodeSampling(json),
    reasoning: decodeReasoningRequest(json, warn),
    format: decodeFormat(json),
    meta: decodeMeta(json),
    wants: {
      streamUsage: readRecord(json, 'stream_options')?.['include_usage'] === true,
      legacyFunctions: readArray(json, 'functions').length > 0 && readArray(json, 'tools').length === 0,
      echo: {},
    },
    extra: Object.fromEntries(Object.entries(json).filter(([key]) => !MAPPED_FIELDS.has(key))),
    origin: { protocol: 'openai-chat', version: null, betas: [], client },
  };
}
