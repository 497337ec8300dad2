import type { CanonicalRequest, CanonicalTool } from '../canonical/request';
import { isFilled, type JsonRecord } from '../json/read';
import { isThirdGeneration, type EncodeScope } from './encode-scope';
import { flattenName } from './flatten-name';

type FunctionTool = Extract<CanonicalTool, { type: 'function' }>;
type CustomTool = Extract<CanonicalTool, { type: 'custom' }>;
type ServerTool = Extract<CanonicalTool, { type: 'server' }>;
type OwnTool = ServerTool | Extract<CanonicalTool, { type: 'clientBuiltin' }>;

export interface EncodedTools {
  /** Null when there are none. */
  readonly tools: readonly JsonRecord[] | null;
  readonly functionCount: number;
  /** Functions stand beside tools that Google runs. */
  readonly mixed: boolean;
}

const SERVER_FIELDS = { web_search: 'googleSearch', web_fetch: 'urlContext', code: 'codeExecution' } as const;

function describe(description: string | undefined, note: string | null): { description?: string } {
  const text = [description ?? '', note ?? ''].filter((line) => line !== '').join('\n\n');
  return text === '' ? {} : { description: text };
}

/** One example is told in words: Gemini has no field for them. */
function readExample({ extra }: FunctionTool): string | null {
  const examples = extra?.['input_examples'];
  return Array.isArray(examples) && examples.length > 0
    ? `Example input: ${JSON.stringify(examples[0])}`
    : null;
}

function encodeFunction(tool: FunctionTool, scope: EncodeScope): JsonRecord {
  const key = scope.target.profile.ggSchema === 'json' ? 'parametersJsonSchema' : 'parameters';
  return {
    ...(scope.origin === 'gemini' && tool.extra),
    name: flattenName(tool),
    ...describe(tool.description, readExample(tool)),
    ...(isFilled(tool.schema) && { [key]: tool.schema }),
  };
}

/** Free-form input is a function of one string. */
function convertCustom({ type: _type, format: _format, ...tool }: CustomTool): FunctionTool {
  const schema = { type: 'object', properties: { input: { type: 'string' } }, required: ['input'] };
  return { type: 'function', ...tool, schema };
}

function encodeServerTool(tool: ServerTool, scope: EncodeScope): JsonRecord | null {
  if (tool.protocol === 'gemini') return tool.raw;
  if (tool.server === 'other') return null;
  // `excludeDomains` is Vertex's: Google's own API refuses the whole request for it.
  const { allowedDomains, blockedDomains } = tool.options;
  if (isFilled(allowedDomains) || isFilled(blockedDomains)) {
    scope.warn(
      `tools: ${tool.server} is not kept to the domains that were asked for, Gemini cannot do that.`,
    );
  }
  return { [SERVER_FIELDS[tool.server]]: {} };
}

/** A tool that is no function: Google's own, or null for what only another provider knows. */
function encodeOwnTool(tool: OwnTool, scope: EncodeScope): JsonRecord | null {
  if (tool.type === 'server') return encodeServerTool(tool, scope);
  return tool.protocol === 'gemini' ? tool.raw : null;
}

/** `tools`: all functions in one entry, in their order, then Google's own. */
export function encodeTools(request: CanonicalRequest, scope: EncodeScope): EncodedTools {
  const functions: JsonRecord[] = [];
  let own: JsonRecord[] = [];
  for (const tool of request.tools) {
    if (tool.type === 'server' || tool.type === 'clientBuiltin') {
      const encoded = encodeOwnTool(tool, scope);
      if (encoded !== null) own.push(encoded);
    } else {
      functions.push(encodeFunction(tool.type === 'custom' ? convertCustom(tool) : tool, scope));
    }
  }
  const mixed = functions.length > 0 && own.length > 0;
  if (mixed && scope.model.generation !== null && !isThirdGeneration(scope)) {
    scope.warn("tools: Google's own were left out, the model cannot use them beside functions.");
    own = [];
  }
  const tools = [...(functions.length > 0 ? [{ functionDeclarations: functions }] : []), ...own];
  return {
    tools: tools.length === 0 ? null : tools,
    functionCount: functions.length,
    mixed: mixed && own.length > 0,
  };
}
