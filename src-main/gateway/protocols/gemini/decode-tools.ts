import type { CanonicalTool, ServerToolOptions } from '../canonical/request';
import { isFilled, isRecord, type JsonRecord } from '../json/read';
import { convertSchema } from './convert-schema';
import { createInvalid, readList, readMember, readString, requireRecord, toCamel } from './read-member';

const SERVER_TOOLS: Readonly<Record<string, 'web_search' | 'web_fetch' | 'code'>> = {
  googleSearch: 'web_search',
  googleSearchRetrieval: 'web_search',
  enterpriseWebSearch: 'web_search',
  urlContext: 'web_fetch',
  codeExecution: 'code',
};

/** Of a declaration, what no other protocol has. */
const OWN_KEYS = ['behavior', 'response', 'responseJsonSchema'] as const;

function readSchema(declaration: JsonRecord, path: string): JsonRecord | null {
  const json = readMember(declaration, 'parametersJsonSchema');
  if (json !== undefined) return requireRecord(json, `${path}.parametersJsonSchema`);
  const parameters = readMember(declaration, 'parameters');
  if (parameters === undefined) return null;
  return convertSchema(requireRecord(parameters, `${path}.parameters`));
}

function readOwnMembers(declaration: JsonRecord): JsonRecord {
  return Object.fromEntries(
    OWN_KEYS.flatMap((key) => {
      const value = readMember(declaration, key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function decodeDeclaration(value: unknown, path: string): CanonicalTool {
  const declaration = requireRecord(value, path);
  const name = readString(declaration, 'name', path);
  if (name === null || name === '') throw createInvalid(`${path}.name`, 'is required');
  const description = readString(declaration, 'description', path);
  const extra = readOwnMembers(declaration);
  return {
    type: 'function',
    name,
    ...(description !== null && { description }),
    schema: readSchema(declaration, path),
    ...(isFilled(extra) && { extra }),
  };
}

function readOptions(value: unknown): ServerToolOptions {
  const blockedDomains = readList(value, 'excludeDomains').filter((item) => typeof item === 'string');
  return blockedDomains.length > 0 ? { blockedDomains } : {};
}

function decodeOwnTool(key: string, value: unknown): CanonicalTool {
  const raw = { [key]: value };
  if (key === 'computerUse') return { type: 'clientBuiltin', name: 'computer_use', protocol: 'gemini', raw };
  const server = Object.hasOwn(SERVER_TOOLS, key) ? (SERVER_TOOLS[key] ?? 'other') : 'other';
  return { type: 'server', server, options: readOptions(value), protocol: 'gemini', raw };
}

/** An entry of `tools` may declare functions and name several of Google's own tools. */
function decodeTool(value: unknown, path: string): CanonicalTool[] {
  return Object.entries(requireRecord(value, path)).flatMap(([name, member]) => {
    const key = toCamel(name);
    if (member === null) return [];
    if (key !== 'functionDeclarations') return isRecord(member) ? [decodeOwnTool(key, member)] : [];
    return (Array.isArray(member) ? member : [member]).map((declaration, index) =>
      decodeDeclaration(declaration, `${path}.functionDeclarations.${index}`),
    );
  });
}

export function decodeTools(request: unknown): readonly CanonicalTool[] {
  return readList(request, 'tools').flatMap((tool, index) => decodeTool(tool, `tools.${index}`));
}
