import type { CanonicalTool } from '../canonical/request';
import { isRecord, readRecord, readText, type JsonRecord } from '../json/read';
import { readCacheMark } from './decode-content';
import { omitAbsent } from '../json/omit-absent';
import {
  createFieldError,
  readOptionalArray,
  readOptionalBoolean,
  readOptionalRecord,
} from './read-request-field';

const FUNCTION_FIELDS: ReadonlySet<string> = new Set([
  'type',
  'name',
  'description',
  'parameters',
  'strict',
  'cache_control',
]);

function readName(tool: JsonRecord, path: string): string {
  const name = readText(tool, 'name');
  if (name === null) throw createFieldError(`${path}.name`, 'must be a string');
  return name;
}

function decodeFunction(fields: JsonRecord, path: string, tool: JsonRecord = fields): CanonicalTool {
  const extra = Object.entries(fields).filter(([key]) => !FUNCTION_FIELDS.has(key));
  return {
    type: 'function',
    name: readName(fields, path),
    schema: readRecord(fields, 'parameters'),
    ...omitAbsent({
      description: readText(fields, 'description') ?? undefined,
      strict: readOptionalBoolean(fields, 'strict', `${path}.strict`),
      cache: readCacheMark(tool) ?? readCacheMark(fields),
      extra: extra.length === 0 ? undefined : Object.fromEntries(extra),
    }),
  };
}

/** A grammar lies one level deeper here than in Responses, whose shape the canonical one is. */
function decodeGrammar(format: JsonRecord | null): JsonRecord | null {
  const grammar = readRecord(format, 'grammar');
  return grammar === null ? format : { type: 'grammar', ...grammar };
}

function decodeCustom(fields: JsonRecord, path: string): CanonicalTool {
  return {
    type: 'custom',
    name: readName(fields, path),
    ...omitAbsent({ description: readText(fields, 'description') ?? undefined }),
    format: decodeGrammar(readRecord(fields, 'format')),
  };
}

function decodeTool(tool: unknown, path: string): CanonicalTool {
  if (!isRecord(tool)) throw createFieldError(path, 'must be an object');
  const fields = readRecord(tool, 'function');
  if (fields !== null && tool['type'] !== 'builtin_function')
    return decodeFunction(fields, `${path}.function`, tool);
  if (tool['type'] === 'function') return decodeFunction(tool, path);
  const custom = readRecord(tool, 'custom');
  if (custom !== null) return decodeCustom(custom, `${path}.custom`);
  const type = readText(tool, 'type');
  if (type === null) throw createFieldError(`${path}.type`, 'must be a string');
  return {
    type: 'server',
    server: type.startsWith('web_search') ? 'web_search' : 'other',
    options: {},
    protocol: 'openai-chat',
    raw: tool,
  };
}

function decodeWebSearch(json: JsonRecord): readonly CanonicalTool[] {
  const options = readOptionalRecord(json, 'web_search_options');
  if (options === undefined) return [];
  const location = readRecord(options, 'user_location');
  const approximate = readRecord(location, 'approximate');
  return [
    {
      type: 'server',
      server: 'web_search',
      options: omitAbsent({
        contextSize: readText(options, 'search_context_size') ?? undefined,
        userLocation: approximate === null ? undefined : { type: 'approximate', ...approximate },
      }),
      protocol: 'openai-chat',
      raw: options,
    },
  ];
}

/** Tools, the legacy `functions`, and the web search that is asked for by a field of its own. */
export function decodeTools(json: JsonRecord): readonly CanonicalTool[] {
  const functions = readOptionalArray(json, 'functions');
  return [
    ...readOptionalArray(json, 'tools').map((tool, index) => decodeTool(tool, `tools.${index}`)),
    ...functions.map((tool, index) => {
      if (!isRecord(tool)) throw createFieldError(`functions.${index}`, 'must be an object');
      return decodeFunction(tool, `functions.${index}`);
    }),
    ...decodeWebSearch(json),
  ];
}
