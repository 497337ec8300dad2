import type { EncodeTarget } from '../canonical/codec';
import type { CanonicalRequest, CanonicalTool, ServerToolOptions } from '../canonical/request';
import type { JsonRecord } from '../json/read';
import { NAMESPACE_DESCRIPTION } from './decode-tools';
import { omitAbsent } from '../json/omit-absent';

const PROTOCOL = 'openai-responses';
const EMPTY_SCHEMA = { type: 'object', properties: {} };

type FunctionTool = Extract<CanonicalTool, { type: 'function' }>;
type ServerTool = Extract<CanonicalTool, { type: 'server' }>;
type NamedTool = Extract<CanonicalTool, { type: 'function' | 'custom' }>;

interface ToolContext {
  readonly request: CanonicalRequest;
  readonly target: EncodeTarget;
}

function selectOwnExtra(tool: FunctionTool, request: CanonicalRequest): JsonRecord {
  if (tool.extra === undefined || request.origin.protocol !== PROTOCOL) return {};
  return Object.fromEntries(Object.entries(tool.extra).filter(([key]) => key !== NAMESPACE_DESCRIPTION));
}

/** `parameters` and `strict` have to be there. Left out, `strict` would count as true. */
function encodeNamed(tool: NamedTool, { request, target }: ToolContext): object {
  const shared = { type: tool.type, name: tool.name, ...omitAbsent({ description: tool.description }) };
  if (tool.type === 'custom') return { ...shared, ...(tool.format === null ? {} : { format: tool.format }) };
  return {
    ...shared,
    parameters: tool.schema ?? EMPTY_SCHEMA,
    strict: target.profile.strictTools && tool.strict === true,
    ...selectOwnExtra(tool, request),
  };
}

function encodeSearch(options: ServerToolOptions): object {
  const { allowedDomains, contextSize, userLocation } = options;
  return {
    type: 'web_search',
    ...omitAbsent({
      filters: allowedDomains === undefined ? undefined : { allowed_domains: allowedDomains },
      search_context_size: contextSize,
      user_location: userLocation,
    }),
  };
}

/** Null for what this protocol has no tool for. */
function encodeServer(tool: ServerTool): object | null {
  if (tool.protocol === PROTOCOL) return tool.raw;
  switch (tool.server) {
    case 'web_search':
      return encodeSearch(tool.options);
    case 'code':
      return { type: 'code_interpreter', container: { type: 'auto' } };
    default:
      return null;
  }
}

function readNamespaceDescription(tools: readonly NamedTool[]): string {
  for (const tool of tools) {
    const description = tool.type === 'function' ? tool.extra?.[NAMESPACE_DESCRIPTION] : undefined;
    if (typeof description === 'string') return description;
  }
  return '';
}

function encodeNamespace(name: string, tools: readonly NamedTool[], context: ToolContext): object {
  return {
    type: 'namespace',
    name,
    description: readNamespaceDescription(tools),
    tools: tools.map((tool) => encodeNamed(tool, context)),
  };
}

function groupByNamespace(tools: readonly CanonicalTool[]): ReadonlyMap<string, NamedTool[]> {
  const groups = new Map<string, NamedTool[]>();
  for (const tool of tools) {
    if (!('namespace' in tool) || tool.namespace === undefined) continue;
    const group = groups.get(tool.namespace);
    if (group === undefined) groups.set(tool.namespace, [tool]);
    else group.push(tool);
  }
  return groups;
}

/** The tools in their order; those of a namespace stand together where its first one stood. */
export function encodeTools(request: CanonicalRequest, target: EncodeTarget): object[] {
  const context: ToolContext = { request, target };
  const namespaces = groupByNamespace(request.tools);
  return request.tools.flatMap((tool) => {
    switch (tool.type) {
      case 'function':
      case 'custom': {
        if (tool.namespace === undefined) return encodeNamed(tool, context);
        const group = namespaces.get(tool.namespace) ?? [];
        return group[0] === tool ? encodeNamespace(tool.namespace, group, context) : [];
      }
      case 'server':
        return encodeServer(tool) ?? [];
      case 'clientBuiltin':
        return tool.protocol === PROTOCOL ? tool.raw : [];
    }
  });
}
