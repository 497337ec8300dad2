import { refuseElsewhere } from '../canonical/native-only';
import type { DecodeRequestContext } from '../canonical/codec';
import type { CanonicalRequest } from '../canonical/request';
import { isFilled, type JsonRecord } from '../json/read';
import { decodeContents } from './decode-contents';
import { decodeConfigRest, decodeFormat, decodeSampling } from './decode-generation-config';
import { decodeSystem } from './decode-system';
import { decodeThinking } from './decode-thinking';
import { decodeToolChoice } from './decode-tool-choice';
import { decodeTools } from './decode-tools';
import {
  createInvalid,
  readEnum,
  readMember,
  readNumber,
  readObject,
  readRest,
  readString,
  requireRecord,
} from './read-member';

const MAPPED_KEYS: ReadonlySet<string> = new Set([
  'model',
  'contents',
  'systemInstruction',
  'tools',
  'toolConfig',
  'generationConfig',
  'serviceTier',
]);
/** What lies at Google's, or goes on there. */
const BOUND_KEYS = ['cachedContent', 'continuationToken'] as const;

/** A token count may hold the request it is about in a member. */
function selectBody(json: unknown): JsonRecord {
  const body = requireRecord(json, 'body');
  const inner =
    readMember(body, 'contents') === undefined ? readMember(body, 'generateContentRequest') : null;
  return inner === undefined || inner === null ? body : requireRecord(inner, 'generateContentRequest');
}

function readModel(body: JsonRecord, context: DecodeRequestContext): string {
  const model = context.fromPath?.model ?? readString(body, 'model', 'body') ?? '';
  if (model === '') throw createInvalid('model', 'is required');
  return model.replace(/^models\//, '');
}

function noteBound(body: JsonRecord, context: DecodeRequestContext): void {
  for (const key of BOUND_KEYS) {
    if (isFilled(readMember(body, key)))
      refuseElsewhere(context, `${key}: is known only to the provider that gave it.`);
  }
}

function readExtra(body: JsonRecord, config: JsonRecord | null, context: DecodeRequestContext): JsonRecord {
  const generationConfig = decodeConfigRest(config, context);
  const toolConfig = readRest(
    readObject(body, 'toolConfig', 'body') ?? {},
    new Set(['functionCallingConfig']),
  );
  return {
    ...readRest(body, MAPPED_KEYS),
    ...(isFilled(generationConfig) && { generationConfig }),
    ...(isFilled(toolConfig) && { toolConfig }),
  };
}

function decodeBody(json: unknown, context: DecodeRequestContext): CanonicalRequest {
  const body = selectBody(json);
  noteBound(body, context);
  const config = readObject(body, 'generationConfig', 'body');
  const { system, messages } = decodeContents(body);
  const serviceTier = readEnum(body, 'serviceTier', 'body')?.toLowerCase();
  return {
    model: readModel(body, context),
    stream: context.fromPath?.stream ?? false,
    system: [...decodeSystem(body, context.warn), ...system],
    messages,
    tools: decodeTools(body),
    toolChoice: decodeToolChoice(body),
    parallelTools: null,
    maxTokens: readNumber(config, 'maxOutputTokens', 'generationConfig') ?? null,
    sampling: decodeSampling(config),
    reasoning: decodeThinking(config),
    format: decodeFormat(config),
    meta: serviceTier === undefined ? {} : { serviceTier },
    wants: { streamUsage: true, legacyFunctions: false, echo: {} },
    extra: readExtra(body, config, context),
    origin: { protocol: 'gemini', version: null, betas: [], client: context.client },
  };
}

/** https://ai.google.dev/api/generate-content */
export function decodeRequest(json: unknown, context: DecodeRequestContext): CanonicalRequest {
  try {
    return decodeBody(json, context);
  } catch (error) {
    // JSON.parse takes any depth, JSON.stringify (of a call's arguments) does not.
    if (error instanceof RangeError) throw createInvalid('body', 'is nested too deeply');
    throw error;
  }
}
