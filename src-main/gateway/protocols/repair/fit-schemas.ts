import type { CanonicalRequest, CanonicalTool } from '../canonical/request';
import { parseJson, readArray } from '../json/read';
import { isOpenaiStrict } from '../tools/is-openai-strict';
import { prepareToolSchema } from '../tools/prepare-schema';
import { WRAPPED_PROPERTY } from '../tools/wrap-schema';
import { mapList, mapParts, withMessages } from './map-list';
import type { RepairContext, RepairPass } from './repair-pass';
import { createToolKey } from './restoration';

type FunctionTool = Extract<CanonicalTool, { type: 'function' }>;

/** Google has no field for examples. */
function tellExample(tool: FunctionTool, { target }: RepairContext): FunctionTool {
  const [example] = readArray(tool.extra, 'input_examples');
  if (target.protocol !== 'gemini' || example === undefined) return tool;
  const { input_examples: _examples, ...extra } = tool.extra ?? {};
  const text = `Example input: ${JSON.stringify(example)}`;
  return {
    ...tool,
    extra,
    description: tool.description === undefined ? text : `${tool.description}\n\n${text}`,
  };
}

/** OpenAI refuses a strict tool whose schema is not strict; to change the schema would be to change the tool. */
function fitStrict(tool: FunctionTool, { target, warn }: RepairContext): FunctionTool {
  const checked = target.protocol === 'openai-chat' || target.protocol === 'openai-responses';
  if (!checked || tool.strict !== true || (tool.schema !== null && isOpenaiStrict(tool.schema))) return tool;
  warn(`tools: the schema of ${tool.name} is not of the kind "strict" demands; it is sent without.`);
  return { ...tool, strict: false };
}

function fitTool(tool: CanonicalTool, context: RepairContext): CanonicalTool {
  if (tool.type !== 'function') return tool;
  const { schema, wrapped } = prepareToolSchema(tool.schema, context.target, context.warn);
  if (wrapped) context.draft.wrapped.add(createToolKey(tool));
  const prepared = schema === tool.schema ? tool : { ...tool, schema };
  return fitStrict(tellExample(prepared, context), context);
}

/** The history shows the model calls as it would make them now. */
function wrapCalls(request: CanonicalRequest, wrapped: ReadonlySet<string>): CanonicalRequest {
  const messages = mapList(request.messages, (message) =>
    mapParts(message, (part) => {
      if (part.type !== 'toolCall' || !wrapped.has(createToolKey(part))) return part;
      const args = parseJson(part.args) === undefined ? '{}' : part.args;
      return { ...part, args: `{"${WRAPPED_PROPERTY}":${args}}` };
    }),
  );
  return withMessages(request, messages);
}

/** Writes the tools' schemas in the target's dialect. */
export const fitSchemas: RepairPass = (request, context) => {
  const tools = mapList(request.tools, (tool) => fitTool(tool, context));
  const fitted = tools === request.tools ? request : { ...request, tools };
  return context.draft.wrapped.size === 0 ? fitted : wrapCalls(fitted, context.draft.wrapped);
};
