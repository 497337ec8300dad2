import type { AnswerContext } from '../canonical/codec';
import type { CanonicalPart, ToolCallPart } from '../canonical/part';
import type { CanonicalResponse } from '../canonical/response';
import type { JsonRecord } from '../json/read';
import { createAnnotation } from './annotations';
import { createUsage } from './create-usage';
import { escapeInput, INPUT_HEAD, INPUT_TAIL, takesCustomCalls } from './encode-client-call';
import { encodeCall } from './encode-call';
import { mapWireReason } from './map-finish-reason';
import { omitAbsent } from '../json/omit-absent';
import { createThoughtSignature } from './thought-signature';

const ID_CHARS = 24;

type PartOf<T extends CanonicalPart['type']> = Extract<CanonicalPart, { type: T }>;

function selectParts<T extends CanonicalPart['type']>(
  parts: readonly CanonicalPart[],
  type: T,
): ReadonlyArray<PartOf<T>> {
  return parts.filter((part): part is PartOf<T> => part.type === type);
}

function createAnnotations(texts: ReadonlyArray<PartOf<'text'>>): readonly object[] {
  let origin = 0;
  return texts.flatMap(({ text, citations = [] }) => {
    const start = origin;
    origin += text.length;
    return citations.flatMap((citation) => createAnnotation(citation, start, text.length) ?? []);
  });
}

function adaptCall(call: ToolCallPart, context: AnswerContext): ToolCallPart {
  const id = call.id === '' ? `call_${context.newId(ID_CHARS)}` : call.id;
  if (call.custom !== true || takesCustomCalls(context.request)) return { ...call, id };
  return { ...call, id, custom: false, args: `${INPUT_HEAD}${escapeInput(call.args)}${INPUT_TAIL}` };
}

function encodeCalls(calls: readonly ToolCallPart[], context: AnswerContext): JsonRecord {
  const [first] = calls;
  if (first === undefined) return {};
  const adapted = calls.map((call) => encodeCall(adaptCall(call, context)));
  if (!context.request.wants.legacyFunctions) return { tool_calls: adapted };
  if (calls.length > 1) context.warn('function_call: the client can read only the first of several calls');
  return { function_call: adapted[0]?.['function'] };
}

function encodeMessage(parts: readonly CanonicalPart[], context: AnswerContext): JsonRecord {
  const texts = selectParts(parts, 'text');
  const refusals = selectParts(parts, 'refusal');
  const calls = selectParts(parts, 'toolCall');
  const reasoning = selectParts(parts, 'reasoning').flatMap(({ text }) => (text === '' ? [] : text));
  const content = texts.map(({ text }) => text).join('');
  const annotations = createAnnotations(texts);
  const empty = content === '' && (calls.length > 0 || refusals.length > 0);
  return {
    role: 'assistant',
    content: empty ? null : content,
    refusal: refusals.length === 0 ? null : refusals.map(({ text }) => text).join(''),
    ...omitAbsent({
      annotations: annotations.length === 0 ? undefined : annotations,
      reasoning_content: reasoning.length === 0 ? undefined : reasoning.join('\n\n'),
    }),
    ...createThoughtSignature(texts.findLast(({ signature }) => signature !== undefined)?.signature),
    ...encodeCalls(calls, context),
  };
}

export function encodeResponse({ parts, finish, usage }: CanonicalResponse, context: AnswerContext): unknown {
  const { request, createdAt, newId, warn } = context;
  if (parts.some(({ type }) => type === 'image'))
    warn('an image in the answer cannot be shown to this client');
  const hasCalls = parts.some(({ type }) => type === 'toolCall');
  const reason = mapWireReason(finish.reason, {
    hasCalls,
    hasRefusal: parts.some(({ type }) => type === 'refusal'),
  });
  return {
    id: `chatcmpl-${newId(ID_CHARS)}`,
    object: 'chat.completion',
    created: createdAt,
    model: request.model,
    choices: [
      {
        index: 0,
        message: encodeMessage(parts, context),
        logprobs: null,
        finish_reason: reason === 'tool_calls' && request.wants.legacyFunctions ? 'function_call' : reason,
      },
    ],
    ...(usage === null ? {} : { usage: createUsage(usage) }),
  };
}
