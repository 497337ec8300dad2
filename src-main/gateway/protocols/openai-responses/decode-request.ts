import { refuseElsewhere, warnElsewhere } from '../canonical/native-only';
import type { DecodeRequestContext } from '../canonical/codec';
import type { CanonicalRequest, RequestMeta, Sampling, SystemPart } from '../canonical/request';
import { isFilled, readRecord, readText, type JsonRecord } from '../json/read';
import { decodeInput } from './decode-input';
import { decodeOutputFormat, decodeReasoningRequest, isPrewarm } from './decode-settings';
import { decodeToolChoice } from './decode-tool-choice';
import { decodeTools, uniteTools } from './decode-tools';
import { omitAbsent } from '../json/omit-absent';
import {
  invalidField,
  optionalBoolean,
  optionalNumber,
  optionalRecord,
  optionalText,
  requireRecord,
} from './invalid-field';
import { selectEcho } from './response-object';

/** Top-level fields that are read here; all others are kept as they came. */
const MAPPED: ReadonlySet<string> = new Set([
  'model',
  'stream',
  'input',
  'instructions',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'max_output_tokens',
  'temperature',
  'top_p',
  'top_logprobs',
  'reasoning',
  'text',
  'metadata',
  'safety_identifier',
  'user',
  'prompt_cache_key',
  'service_tier',
  'store',
  'previous_response_id',
  'conversation',
  'prompt',
  'background',
]);

/** What only the provider that keeps the state or the template can serve. */
function noteProviderState(body: JsonRecord, context: DecodeRequestContext): void {
  for (const key of ['conversation', 'prompt']) {
    if (isFilled(body[key]))
      refuseElsewhere(context, `${key}: is kept at the provider and cannot be converted`);
  }
  if (body['background'] === true)
    refuseElsewhere(context, 'background: a background response cannot be converted');
  if (body['truncation'] === 'auto')
    warnElsewhere(context, 'truncation: "auto" is not carried over; the conversation is sent whole.');
}

function decodeInstructions(body: JsonRecord): SystemPart[] {
  const text = optionalText(body['instructions'], 'instructions') ?? '';
  return text === '' ? [] : [{ text }];
}

function decodeMaxTokens(body: JsonRecord): number | null {
  if (isPrewarm(body['prompt_cache_options'])) return 0;
  const max = optionalNumber(body['max_output_tokens'], 'max_output_tokens');
  if (max !== undefined && (!Number.isSafeInteger(max) || max < 0))
    throw invalidField('max_output_tokens', 'must be a whole number that is not negative');
  return max ?? null;
}

function decodeSampling(body: JsonRecord): Sampling {
  return omitAbsent({
    temperature: optionalNumber(body['temperature'], 'temperature'),
    topP: optionalNumber(body['top_p'], 'top_p'),
    topLogprobs: optionalNumber(body['top_logprobs'], 'top_logprobs'),
  });
}

function decodeMeta(body: JsonRecord): RequestMeta {
  return omitAbsent({
    userId: readText(body, 'safety_identifier') ?? readText(body, 'user') ?? undefined,
    cacheKey: readText(body, 'prompt_cache_key') ?? undefined,
    metadata: optionalRecord(body['metadata'], 'metadata') ?? undefined,
    serviceTier: readText(body, 'service_tier') ?? undefined,
    store: optionalBoolean(body['store'], 'store'),
    previousResponseId: readText(body, 'previous_response_id') ?? undefined,
    verbosity: readText(readRecord(body, 'text'), 'verbosity') ?? undefined,
  });
}

function decodeBody(body: JsonRecord, context: DecodeRequestContext): CanonicalRequest {
  noteProviderState(body, context);
  const model = readText(body, 'model');
  if (model === null) throw invalidField('model', 'must be a non-empty string');
  const text = optionalRecord(body['text'], 'text');
  const settings = {
    reasoning: decodeReasoningRequest(body['reasoning'], 'reasoning', context.warn),
    format: decodeOutputFormat(text?.['format'], 'text.format'),
  };
  const input = decodeInput(body['input'], settings, context);
  return {
    model,
    stream: optionalBoolean(body['stream'], 'stream') ?? false,
    system: [...decodeInstructions(body), ...input.system],
    messages: input.messages,
    tools: uniteTools([...decodeTools(body['tools'], 'tools'), ...input.tools]),
    toolChoice: decodeToolChoice(body['tool_choice']),
    parallelTools: optionalBoolean(body['parallel_tool_calls'], 'parallel_tool_calls') ?? null,
    maxTokens: decodeMaxTokens(body),
    sampling: decodeSampling(body),
    reasoning: input.reasoning,
    format: input.format,
    meta: decodeMeta(body),
    wants: { streamUsage: false, legacyFunctions: false, echo: selectEcho(body) },
    extra: Object.fromEntries(Object.entries(body).filter(([key]) => !MAPPED.has(key))),
    origin: { protocol: 'openai-responses', version: null, betas: [], client: context.client },
  };
}

/** https://platform.openai.com/docs/api-reference/responses/create */
export function decodeRequest(json: unknown, context: DecodeRequestContext): CanonicalRequest {
  return decodeBody(requireRecord(json, 'body'), context);
}
