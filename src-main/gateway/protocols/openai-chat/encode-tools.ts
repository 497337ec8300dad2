import type { ChannelProfile } from '#shared/domain/channel-profile';
import type { Warn } from '../canonical/codec';
import type { CanonicalRequest, CanonicalTool, ServerToolOptions, ToolChoice } from '../canonical/request';
import type { JsonRecord } from '../json/read';
import { encodeToolChoice } from './encode-tool-choice';
import { omitAbsent } from '../json/omit-absent';

const EMPTY_SCHEMA: JsonRecord = { type: 'object', properties: {} };

type ToolOf<T extends CanonicalTool['type']> = Extract<CanonicalTool, { type: T }>;

function encodeFunction(
  tool: ToolOf<'function'>,
  request: CanonicalRequest,
  profile: ChannelProfile,
): JsonRecord {
  const { name, description, schema, strict, extra } = tool;
  const empty = schema === null || Object.keys(schema).length === 0;
  return {
    type: 'function',
    function: {
      ...(request.origin.protocol === 'openai-chat' ? extra : {}),
      name,
      ...omitAbsent({ description }),
      parameters: empty ? EMPTY_SCHEMA : schema,
      ...(strict !== undefined && profile.strictTools ? { strict } : {}),
    },
  };
}

/** A grammar lies one level deeper here than in Responses. */
function encodeGrammar(format: JsonRecord): JsonRecord {
  if (format['type'] !== 'grammar' || format['grammar'] !== undefined) return format;
  const { type, ...grammar } = format;
  return { type, grammar };
}

function encodeCustom({ name, description, format }: ToolOf<'custom'>): JsonRecord {
  return {
    type: 'custom',
    custom: {
      name,
      ...omitAbsent({ description, format: format === null ? undefined : encodeGrammar(format) }),
    },
  };
}

/** A tool of the provider's own that stands among the others, as it came. */
function isNative(tool: CanonicalTool): boolean {
  return tool.type === 'server' && tool.protocol === 'openai-chat' && tool.raw['type'] !== undefined;
}

/** Asked for by a field of its own. */
function isWebSearch(tool: CanonicalTool): tool is ToolOf<'server'> {
  return tool.type === 'server' && tool.server === 'web_search' && !isNative(tool);
}

function isEntry(tool: CanonicalTool): boolean {
  return tool.type === 'function' || tool.type === 'custom' || isNative(tool);
}

function encodeSearchOptions({ contextSize, userLocation }: ServerToolOptions): JsonRecord {
  const { type: _type, ...approximate } = userLocation ?? {};
  return omitAbsent({
    search_context_size: contextSize,
    user_location: userLocation === undefined ? undefined : { type: 'approximate', approximate },
  });
}

/** Only OpenAI itself can be told of tools that may not be called; elsewhere they are not mentioned. */
function selectAllowed(
  tools: readonly CanonicalTool[],
  choice: ToolChoice | null,
  official: boolean,
): readonly CanonicalTool[] {
  if (choice?.mode !== 'allowed' || official) return tools;
  const names = new Set(choice.names);
  return tools.filter((tool) => tool.type === 'server' || names.has(tool.name));
}

function encodeTool(tool: CanonicalTool, request: CanonicalRequest, profile: ChannelProfile): JsonRecord {
  switch (tool.type) {
    case 'function':
      return encodeFunction(tool, request, profile);
    case 'custom':
      return encodeCustom(tool);
    case 'server':
    case 'clientBuiltin':
      return tool.raw;
  }
}

/** The fields of a request that are about tools. Without a tool none is sent: several providers refuse a choice of none. */
export function encodeTools(request: CanonicalRequest, profile: ChannelProfile, warn: Warn): JsonRecord {
  const search = request.tools.find(isWebSearch);
  const searchField = search === undefined ? {} : { web_search_options: encodeSearchOptions(search.options) };
  const tools = selectAllowed(request.tools.filter(isEntry), request.toolChoice, profile.official);
  if (tools.length === 0) return searchField;
  if (request.parallelTools === false && !profile.parallelToolCalls)
    warn('parallel_tool_calls: this channel cannot be told to call one tool at a time');
  return {
    ...searchField,
    tools: tools.map((tool) => encodeTool(tool, request, profile)),
    ...omitAbsent({
      tool_choice: encodeToolChoice(request.toolChoice, tools, profile),
      parallel_tool_calls:
        request.parallelTools === null || !profile.parallelToolCalls ? undefined : request.parallelTools,
    }),
  };
}
