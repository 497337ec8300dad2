import type { CanonicalTool, ServerToolOptions } from '../canonical/request';
import { readArray, readRecord, readText, type JsonRecord } from '../json/read';
import { omitAbsent } from '../json/omit-absent';
import {
  invalidField,
  optionalArray,
  optionalBoolean,
  optionalRecord,
  optionalText,
  requireRecord,
  requireText,
} from './invalid-field';

/** Where a namespace's own description is kept: a canonical tool knows only the namespace's name. */
export const NAMESPACE_DESCRIPTION = 'namespace_description';

const FUNCTION_KEYS: ReadonlySet<string> = new Set([
  'type',
  'name',
  'description',
  'parameters',
  'strict',
  'function',
]);

interface Namespace {
  readonly name: string;
  readonly description: string | undefined;
}

function selectExtra(tool: JsonRecord, namespace: Namespace | null): JsonRecord | undefined {
  const entries = Object.entries(tool).filter(
    ([key, value]) => !FUNCTION_KEYS.has(key) && value !== null && value !== undefined,
  );
  if (namespace?.description !== undefined) entries.push([NAMESPACE_DESCRIPTION, namespace.description]);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function decodeFunction(tool: JsonRecord, path: string, namespace: Namespace | null): CanonicalTool {
  // The shape of Chat Completions, which some clients send here too.
  const inner = tool['name'] === undefined ? readRecord(tool, 'function') : null;
  const source = inner ?? tool;
  return {
    type: 'function',
    name: requireText(source, 'name', path),
    schema: optionalRecord(source['parameters'], `${path}.parameters`),
    ...omitAbsent({
      namespace: namespace?.name,
      description: optionalText(source['description'], `${path}.description`),
      strict: optionalBoolean(source['strict'], `${path}.strict`),
      extra: selectExtra(tool, namespace),
    }),
  };
}

function decodeCustom(tool: JsonRecord, path: string, namespace: Namespace | null): CanonicalTool {
  return {
    type: 'custom',
    name: requireText(tool, 'name', path),
    format: optionalRecord(tool['format'], `${path}.format`),
    ...omitAbsent({
      namespace: namespace?.name,
      description: optionalText(tool['description'], `${path}.description`),
    }),
  };
}

function selectTexts(values: readonly unknown[]): readonly string[] | undefined {
  const texts = values.filter((value) => typeof value === 'string');
  return texts.length === 0 ? undefined : texts;
}

function selectSearchOptions(tool: JsonRecord): ServerToolOptions {
  const filters = readRecord(tool, 'filters');
  return omitAbsent({
    allowedDomains: selectTexts(readArray(filters, 'allowed_domains')),
    blockedDomains: selectTexts(readArray(filters, 'blocked_domains')),
    contextSize: readText(tool, 'search_context_size') ?? undefined,
    userLocation: readRecord(tool, 'user_location') ?? undefined,
  });
}

/** A shell in the provider's container is the provider's; any other is the agent's. */
function isClientRun(type: string, tool: JsonRecord): boolean {
  if (type === 'shell') {
    const environment = readText(readRecord(tool, 'environment'), 'type');
    return environment === null || environment === 'local';
  }
  return type === 'local_shell' || type === 'apply_patch' || type.startsWith('computer');
}

function decodeHosted(type: string, tool: JsonRecord): CanonicalTool {
  if (isClientRun(type, tool))
    return { type: 'clientBuiltin', name: type, protocol: 'openai-responses', raw: tool };
  const shared = { type: 'server', protocol: 'openai-responses', raw: tool } as const;
  // `web_search_preview` and dated versions included.
  if (type.startsWith('web_search'))
    return { ...shared, server: 'web_search', options: selectSearchOptions(tool) };
  return { ...shared, server: type === 'code_interpreter' ? 'code' : 'other', options: {} };
}

function decodeNamespace(tool: JsonRecord, path: string): CanonicalTool[] {
  const namespace = {
    name: requireText(tool, 'name', path),
    description: optionalText(tool['description'], `${path}.description`),
  };
  return optionalArray(tool['tools'], `${path}.tools`).map((member, index) => {
    const memberPath = `${path}.tools.${index}`;
    const record = requireRecord(member, memberPath);
    return record['type'] === 'custom'
      ? decodeCustom(record, memberPath, namespace)
      : decodeFunction(record, memberPath, namespace);
  });
}

/** A namespace becomes its tools, each with the namespace's name. */
export function decodeTools(tools: unknown, path: string): CanonicalTool[] {
  return optionalArray(tools, path).flatMap((value, index) => {
    const toolPath = `${path}.${index}`;
    const tool = requireRecord(value, toolPath);
    const type = readText(tool, 'type');
    switch (type) {
      case null:
        throw invalidField(`${toolPath}.type`, 'must be a non-empty string');
      case 'function':
        return decodeFunction(tool, toolPath, null);
      case 'custom':
        return decodeCustom(tool, toolPath, null);
      case 'namespace':
        return decodeNamespace(tool, toolPath);
      default:
        return decodeHosted(type, tool);
    }
  });
}

function identify(tool: CanonicalTool): string {
  switch (tool.type) {
    case 'function':
    case 'custom':
      return JSON.stringify([tool.namespace ?? null, tool.name]);
    case 'server':
    case 'clientBuiltin':
      return JSON.stringify(tool.raw);
  }
}

/** Tools come up more than once when they are also found or added within the input; the latest definition counts. */
export function uniteTools(tools: readonly CanonicalTool[]): readonly CanonicalTool[] {
  const united = new Map<string, CanonicalTool>();
  for (const tool of tools) united.set(identify(tool), tool);
  return [...united.values()];
}
