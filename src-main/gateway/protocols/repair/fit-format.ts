import type { CanonicalRequest, OutputFormat } from '../canonical/request';
import { isOpenaiStrict } from '../tools/is-openai-strict';
import { prepareFormatSchema } from '../tools/prepare-schema';
import type { RepairContext, RepairPass } from './repair-pass';

type SchemaFormat = Extract<OutputFormat, { type: 'schema' }>;

const OUTPUT_TOOL = 'rx_output';
const JSON_ONLY = 'Reply with one JSON value and nothing else.';

function instruct(
  request: CanonicalRequest,
  format: OutputFormat,
  { warn }: RepairContext,
): CanonicalRequest {
  warn('Structured output is asked for in words: this channel cannot enforce it here.');
  const text =
    format.type === 'schema'
      ? `${JSON_ONLY} It must satisfy this JSON Schema:\n${JSON.stringify(format.schema)}`
      : JSON_ONLY;
  return { ...request, format: { type: 'text' }, system: [...request.system, { text }] };
}

/** The answer is asked for as the arguments of a tool that must be called; the restorer makes it text again. */
function askByTool(
  request: CanonicalRequest,
  format: SchemaFormat,
  { draft }: RepairContext,
): CanonicalRequest {
  draft.outputTool = OUTPUT_TOOL;
  const description = format.description ?? 'Gives the answer.';
  return {
    ...request,
    format: { type: 'text' },
    tools: [{ type: 'function', name: OUTPUT_TOOL, description, schema: format.schema }],
    toolChoice: { mode: 'named', name: OUTPUT_TOOL },
    parallelTools: null,
  };
}

function fitName(name: string | null): string {
  const legal = name?.replace(/[^\w-]/gu, '_').slice(0, 64) ?? '';
  return legal === '' ? 'output' : legal;
}

function fitSchema(format: SchemaFormat, context: RepairContext): SchemaFormat {
  const { target, warn } = context;
  const schema = prepareFormatSchema(format.schema, target, warn);
  const openai = target.protocol === 'openai-chat' || target.protocol === 'openai-responses';
  const unstrict = openai && format.strict === true && !isOpenaiStrict(schema);
  if (unstrict) warn('The schema of the answer is not of the kind "strict" demands; it is sent without.');
  const name = openai ? fitName(format.name) : format.name;
  const same = schema === format.schema && name === format.name && !unstrict;
  return same ? format : { ...format, schema, name, ...(unstrict ? { strict: false } : {}) };
}

/** Asks for structured output in the way the target has for it, or in words. */
export const fitFormat: RepairPass = (request, context) => {
  const { format } = request;
  const { protocol, profile } = context.target;
  if (format.type === 'text') return request;
  if (format.type === 'json') {
    const native = protocol !== 'anthropic-messages' && profile.structured !== 'prompt';
    return native ? request : instruct(request, format, context);
  }
  if (profile.structured === 'native') {
    const fitted = fitSchema(format, context);
    return fitted === format ? request : { ...request, format: fitted };
  }
  // A tool that must be called and tools that may be called exclude each other.
  return profile.structured === 'tool' && request.tools.length === 0
    ? askByTool(request, format, context)
    : instruct(request, format, context);
};
