import type { CanonicalRequest, CanonicalTool } from '../canonical/request';
import type { JsonRecord } from '../json/read';
import type { CacheMarks } from './create-cache-marks';
import { decodeCacheMark } from './decode-cache-mark';
import type { EncodeScope } from './encode-scope';
import { encodeServerTool } from './encode-server-tool';

const PROTOCOL = 'anthropic-messages';
const ANY_INPUT = { type: 'object', properties: {} };

type FunctionTool = Extract<CanonicalTool, { type: 'function' }>;

/** @param isNative the client speaks this protocol too, and so do the fields that only it has */
function encodeFunction(tool: FunctionTool, isNative: boolean, { profile, marks }: EncodeScope): object {
  return {
    ...(isNative && tool.extra),
    name: tool.name,
    ...(tool.description !== undefined && { description: tool.description }),
    input_schema: tool.schema ?? ANY_INPUT,
    ...(tool.strict === true && profile.strictTools && { strict: true }),
    ...marks.write(tool.cache),
  };
}

function encodeNative(raw: JsonRecord, marks: CacheMarks): object {
  const { cache_control, ...tool } = raw;
  return { ...tool, ...marks.write(decodeCacheMark(cache_control).cache) };
}

function encodeTool(tool: CanonicalTool, isNative: boolean, scope: EncodeScope): readonly object[] {
  if (tool.type === 'function') return [encodeFunction(tool, isNative, scope)];
  // A free-form tool has become a function before.
  if (tool.type === 'custom') return [];
  if (tool.protocol === PROTOCOL) return [encodeNative(tool.raw, scope.marks)];
  const encoded = tool.type === 'server' ? encodeServerTool(tool) : null;
  return encoded === null ? [] : [encoded];
}

/** All that the model may call: where only some are allowed, those are all it gets to know. */
function selectTools({ tools, toolChoice }: CanonicalRequest): readonly CanonicalTool[] {
  if (toolChoice?.mode !== 'allowed') return tools;
  const allowed = new Set(toolChoice.names);
  return tools.filter((tool) => tool.type !== 'server' && allowed.has(tool.name));
}

export function encodeTools(request: CanonicalRequest, scope: EncodeScope): readonly object[] {
  const isNative = request.origin.protocol === PROTOCOL;
  return selectTools(request).flatMap((tool) => encodeTool(tool, isNative, scope));
}
