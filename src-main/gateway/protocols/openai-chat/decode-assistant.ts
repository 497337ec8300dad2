import type { CanonicalPart, ReasoningPart, ToolCallPart } from '../canonical/part';
import { isRecord, readArray, readRecord, readText, type JsonRecord } from '../json/read';
import { decodeContent } from './decode-content';
import { omitAbsent } from '../json/omit-absent';
import { readCallArgs } from './read-call-args';
import { readReasoningFields } from './read-reasoning';
import { createFieldError, readOptionalArray } from './read-request-field';
import { readThoughtSignature } from './thought-signature';

function decodeCall(call: unknown, path: string): ToolCallPart {
  if (!isRecord(call)) throw createFieldError(path, 'must be an object');
  const custom = readRecord(call, 'custom');
  const body = custom ?? readRecord(call, 'function');
  const kind = custom === null ? 'function' : 'custom';
  const name = readText(body, 'name');
  if (name === null) throw createFieldError(`${path}.${kind}.name`, 'must be a string');
  const signature = readThoughtSignature(call);
  return {
    type: 'toolCall',
    id: readText(call, 'id') ?? '',
    name,
    args: readCallArgs(custom === null ? body?.['arguments'] : custom['input']),
    ...(custom === null ? {} : { custom: true }),
    ...(signature === null ? {} : { signature }),
  };
}

/** Before tools there was one function call to a message, without an id. */
function decodeLegacyCall(message: JsonRecord, path: string): readonly ToolCallPart[] {
  const call = message['function_call'];
  if (!isRecord(call)) return [];
  return [decodeCall({ function: call }, `${path}.function_call`)];
}

function decodeReasoning(message: JsonRecord): readonly ReasoningPart[] {
  const text = readReasoningFields(message);
  const details = readArray(message, 'reasoning_details');
  if (text === '' && details.length === 0) return [];
  return [
    {
      type: 'reasoning',
      text,
      origin: { protocol: 'openai-chat', channelId: null, model: null },
      ...(details.length === 0 ? {} : { raw: details }),
    },
  ];
}

/** The signature of a message is that of its last text. */
function signText(parts: readonly CanonicalPart[], signature: string | null): readonly CanonicalPart[] {
  if (signature === null) return parts;
  const last = parts.findLastIndex((part) => part.type === 'text');
  return parts.map((part, index) => (index === last && part.type === 'text' ? { ...part, signature } : part));
}

function readRefusal(message: JsonRecord): readonly CanonicalPart[] {
  const text = readText(message, 'refusal');
  return text === null ? [] : [{ type: 'refusal', text }];
}

export function decodeAssistant(message: JsonRecord, path: string): readonly CanonicalPart[] {
  const calls = readOptionalArray(message, 'tool_calls', `${path}.tool_calls`);
  return [
    ...decodeReasoning(message),
    ...signText(decodeContent(message['content'], `${path}.content`), readThoughtSignature(message)),
    ...readRefusal(message),
    ...calls.map((call, index) => decodeCall(call, `${path}.tool_calls.${index}`)),
    ...decodeLegacyCall(message, path),
  ];
}

/** A participant's name, where the message gives one. */
export function readName(message: JsonRecord): { readonly name?: string } {
  return omitAbsent({ name: readText(message, 'name') ?? undefined });
}
