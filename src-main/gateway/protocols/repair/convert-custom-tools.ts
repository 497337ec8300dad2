import { isRecord, readRecord, readText, type JsonRecord } from '../json/read';
import type { EncodeTarget } from '../canonical/codec';
import type { CanonicalPart } from '../canonical/part';
import type { CanonicalTool } from '../canonical/request';
import { mapList, mapParts, withMessages } from './map-list';
import type { RepairPass } from './repair-pass';
import { createToolKey } from './restoration';

type CustomTool = Extract<CanonicalTool, { type: 'custom' }>;

const SCHEMA: JsonRecord = {
  type: 'object',
  properties: { input: { type: 'string', description: 'The raw input of the tool.' } },
  required: ['input'],
  additionalProperties: false,
};

function takesCustom({ protocol, profile }: EncodeTarget): boolean {
  return protocol === 'openai-responses' || (protocol === 'openai-chat' && profile.customTools);
}

/** A grammar cannot be enforced elsewhere; the model is told of it. Responses and Chat nest it differently. */
function describeGrammar(format: JsonRecord | null): string | null {
  const grammar = readRecord(format, 'grammar') ?? format;
  const definition = readText(grammar, 'definition');
  if (!isRecord(grammar) || definition === null) return null;
  const syntax = readText(grammar, 'syntax');
  return `The input must follow this ${syntax === null ? '' : `${syntax} `}grammar:\n${definition}`;
}

function convertTool({ name, namespace, description, format }: CustomTool): CanonicalTool {
  const parts = [description, describeGrammar(format)].filter(
    (part) => typeof part === 'string' && part !== '',
  );
  return {
    type: 'function',
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(parts.length === 0 ? {} : { description: parts.join('\n\n') }),
    schema: SCHEMA,
  };
}

function convertPart(part: CanonicalPart): CanonicalPart {
  if (part.type === 'toolResult' && part.custom !== undefined) {
    const { custom: _custom, ...result } = part;
    return result;
  }
  if (part.type !== 'toolCall' || part.custom === undefined) return part;
  const { custom, ...call } = part;
  return custom ? { ...call, args: JSON.stringify({ input: part.args }) } : call;
}

/** Free-form tools become functions with one string where the target knows no other. */
export const convertCustomTools: RepairPass = (request, { target, draft }) => {
  if (takesCustom(target)) return request;
  const tools = mapList(request.tools, (tool) => {
    if (tool.type !== 'custom') return tool;
    draft.custom.add(createToolKey(tool));
    return convertTool(tool);
  });
  const messages = mapList(request.messages, (message) => mapParts(message, convertPart));
  return withMessages(tools === request.tools ? request : { ...request, tools }, messages);
};
