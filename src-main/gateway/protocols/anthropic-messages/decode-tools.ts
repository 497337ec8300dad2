import type { CanonicalTool, ServerToolOptions } from '../canonical/request';
import { readPlainNumber } from '../json/parse-lossless';
import { isRecord, readArray, readRecord, readText, type JsonRecord } from '../json/read';
import { decodeCacheMark } from './decode-cache-mark';
import { invalidField, readOptional, requireArray, requireRecord, requireText } from './read-field';

const PROTOCOL = 'anthropic-messages';
const CLIENT_BUILTIN = /^(?:bash|text_editor|computer|browser|memory)_/;

type ServerTool = Extract<CanonicalTool, { type: 'server' }>;

function decodeFunction(tool: JsonRecord, path: string): CanonicalTool {
  const name = requireText(tool, 'name', path);
  const description = readOptional(tool, 'description', path, 'string');
  const strict = readOptional(tool, 'strict', path, 'boolean');
  const schema = tool['input_schema'];
  if (schema !== undefined && schema !== null && !isRecord(schema)) {
    throw invalidField(`${path}.input_schema`, 'an object is required');
  }
  const { type: _, name: _n, description: _d, input_schema: _s, strict: _t, cache_control, ...extra } = tool;
  return {
    type: 'function',
    name,
    schema: isRecord(schema) ? schema : null,
    ...(description !== undefined && { description }),
    ...(strict !== undefined && { strict }),
    ...(Object.keys(extra).length > 0 && { extra }),
    ...decodeCacheMark(cache_control),
  };
}

function selectServer(type: string): ServerTool['server'] {
  if (type.startsWith('web_search_')) return 'web_search';
  if (type.startsWith('web_fetch_')) return 'web_fetch';
  return type.startsWith('code_execution_') ? 'code' : 'other';
}

function readDomains(tool: JsonRecord, key: string): readonly string[] {
  return readArray(tool, key).filter((domain) => typeof domain === 'string');
}

function decodeServerOptions(tool: JsonRecord): ServerToolOptions {
  const allowedDomains = readDomains(tool, 'allowed_domains');
  const blockedDomains = readDomains(tool, 'blocked_domains');
  const maxUses = readPlainNumber(tool['max_uses']);
  const userLocation = readRecord(tool, 'user_location');
  return {
    ...(allowedDomains.length > 0 && { allowedDomains }),
    ...(blockedDomains.length > 0 && { blockedDomains }),
    ...(typeof maxUses === 'number' && { maxUses }),
    ...(userLocation !== null && { userLocation }),
  };
}

function decodeTool(value: unknown, path: string): CanonicalTool {
  const tool = requireRecord(value, path);
  const type = readOptional(tool, 'type', path, 'string') ?? 'custom';
  if (type === 'custom') return decodeFunction(tool, path);
  if (CLIENT_BUILTIN.test(type)) {
    return { type: 'clientBuiltin', name: readText(tool, 'name') ?? type, protocol: PROTOCOL, raw: tool };
  }
  return {
    type: 'server',
    server: selectServer(type),
    options: decodeServerOptions(tool),
    protocol: PROTOCOL,
    raw: tool,
  };
}

/** What the model calls a tool by. */
export function readToolName(tool: CanonicalTool): string {
  return tool.type === 'server' ? (readText(tool.raw, 'name') ?? tool.server) : tool.name;
}

function applyToolChange(tools: readonly CanonicalTool[], change: JsonRecord, path: string): CanonicalTool[] {
  const tool = readRecord(change, 'tool');
  // A reference to a tool that is declared anyway: it is only then loaded.
  const added = tool?.['type'] === 'tool_definition' ? decodeTool(tool['definition'], path) : null;
  const name = added === null ? readText(tool, 'name') : readToolName(added);
  if (added === null && change['type'] === 'tool_addition') return [...tools];
  const others = tools.filter((known) => readToolName(known) !== name);
  return added === null ? others : [...others, added];
}

/** @param changes `tool_addition` and `tool_removal` blocks of the conversation, in order */
export function decodeTools(tools: unknown, changes: readonly JsonRecord[]): readonly CanonicalTool[] {
  const declared =
    tools === undefined || tools === null
      ? []
      : requireArray(tools, 'tools').map((tool, index) => decodeTool(tool, `tools.${index}`));
  return changes.reduce<readonly CanonicalTool[]>(
    (known, change) => applyToolChange(known, change, 'tool_addition.tool.definition'),
    declared,
  );
}
