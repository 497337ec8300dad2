import type { IncomingHttpHeaders } from 'node:http';
import type { DecodeRequestContext } from '../canonical/codec';
import type { CanonicalRequest, OutputFormat, Sampling } from '../canonical/request';
import { isRecord, readArray, readRecord, type JsonRecord } from '../json/read';
import { decodeMessages, decodeSystem } from './decode-messages';
import { decodeMeta } from './decode-meta';
import { decodeEffort, decodeReasoning } from './decode-reasoning';
import { decodeParallelTools, decodeToolChoice } from './decode-tool-choice';
import { decodeTools } from './decode-tools';
import { invalidField, readOptional, requireArray, requireText } from './read-field';
import { noteNativeOnly } from './note-native-only';

/** Top-level fields that have a place in the canonical request. */
const MAPPED: ReadonlySet<string> = new Set([
  'model',
  'stream',
  'system',
  'messages',
  'tools',
  'tool_choice',
  'max_tokens',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'thinking',
  'output_config',
  'output_format',
  'metadata',
  'service_tier',
  'cache_control',
  'betas',
]);

function decodeMaxTokens(body: JsonRecord): number | null {
  const maxTokens = readOptional(body, 'max_tokens', '', 'number') ?? null;
  if (maxTokens === null || (Number.isSafeInteger(maxTokens) && maxTokens >= 0)) return maxTokens;
  throw invalidField('max_tokens', 'a whole number is required');
}

function decodeSampling(body: JsonRecord): Sampling {
  const temperature = readOptional(body, 'temperature', '', 'number');
  const topP = readOptional(body, 'top_p', '', 'number');
  const topK = readOptional(body, 'top_k', '', 'number');
  const sequences = body['stop_sequences'] ?? [];
  const stop = requireArray(sequences, 'stop_sequences').map((text, index) => {
    if (typeof text === 'string') return text;
    throw invalidField(`stop_sequences.${index}`, 'a string is required');
  });
  return {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(topK !== undefined && { topK }),
    ...(stop.length > 0 && { stop }),
  };
}

/** `output_format` is what the beta called it. */
function decodeFormat(body: JsonRecord): OutputFormat {
  const format = readRecord(readRecord(body, 'output_config'), 'format') ?? readRecord(body, 'output_format');
  const schema = readRecord(format, 'schema');
  return schema === null ? { type: 'text' } : { type: 'schema', name: null, schema };
}

function decodeBetas(body: JsonRecord, headers: IncomingHttpHeaders): readonly string[] {
  const listed = [headers['anthropic-beta'], ...readArray(body, 'betas')].flat();
  const names = listed.flatMap((value) => (typeof value === 'string' ? value.split(',') : []));
  return [...new Set(names.map((name) => name.trim()).filter((name) => name !== ''))];
}

function selectExtra(body: JsonRecord): JsonRecord {
  const extra = Object.entries(body).filter(([name]) => !MAPPED.has(name));
  const { effort: _, format: _f, ...config } = readRecord(body, 'output_config') ?? {};
  if (Object.keys(config).length > 0) extra.push(['output_config', config]);
  return Object.fromEntries(extra);
}

function decodeVersion(headers: IncomingHttpHeaders): string | null {
  const version = headers['anthropic-version'];
  return typeof version === 'string' ? version : null;
}

export function decodeRequest(json: unknown, context: DecodeRequestContext): CanonicalRequest {
  if (!isRecord(json)) throw invalidField('body', 'a JSON object is required');
  noteNativeOnly(json, context);
  const system = decodeSystem(json['system'], 'system');
  const conversation = decodeMessages(json['messages'], system, context.warn);
  const tools = decodeTools(json['tools'], conversation.toolChanges);
  const effort = conversation.effort ?? decodeEffort(readRecord(json, 'output_config'));
  return {
    model: requireText(json, 'model', ''),
    stream: readOptional(json, 'stream', '', 'boolean') ?? false,
    system: conversation.system,
    messages: conversation.messages,
    tools,
    toolChoice: decodeToolChoice(json, tools),
    parallelTools: decodeParallelTools(json),
    maxTokens: decodeMaxTokens(json),
    sampling: decodeSampling(json),
    reasoning: decodeReasoning(json, effort),
    format: decodeFormat(json),
    meta: decodeMeta(json, context.headers),
    wants: { streamUsage: false, legacyFunctions: false, echo: {} },
    extra: selectExtra(json),
    origin: {
      protocol: 'anthropic-messages',
      version: decodeVersion(context.headers),
      betas: decodeBetas(json, context.headers),
      client: context.client,
    },
  };
}
