import type { CanonicalPart, TextPart, ToolCallPart } from '../canonical/part';
import type { JsonRecord } from '../json/read';
import { encodeFunctionResponse } from './encode-function-response';
import { encodeMedia } from './encode-media';
import type { EncodeScope } from './encode-scope';
import { parseArguments } from './parse-arguments';
import { flattenName } from './flatten-name';

export type ContentRole = 'user' | 'model';
/** Puts a part at the end of the turn, or of a new one when the role changes. */
export type AppendPart = (role: ContentRole, part: JsonRecord) => void;

export interface ContentScope extends EncodeScope {
  /** Names of the calls so far by their id: a result must repeat its function's. */
  readonly callNames: Map<string, string>;
}

function encodeText({ text, signature }: TextPart): JsonRecord | null {
  if (signature !== undefined) return { text, thoughtSignature: signature };
  return text === '' ? null : { text };
}

function encodeCall(call: ToolCallPart, { callNames, warn }: ContentScope): JsonRecord {
  const name = flattenName(call);
  if (call.id !== '') callNames.set(call.id, name);
  const args = call.custom === true ? { input: call.args } : parseArguments(call.args, name, warn);
  return {
    functionCall: { ...(call.id !== '' && { id: call.id }), name, args },
    ...(call.signature !== undefined && { thoughtSignature: call.signature }),
  };
}

export function encodePart(
  part: CanonicalPart,
  role: ContentRole,
  scope: ContentScope,
  append: AppendPart,
): void {
  switch (part.type) {
    case 'text': {
      const text = encodeText(part);
      if (text !== null) append(role, text);
      return;
    }
    case 'refusal':
      if (part.text !== '') append(role, { text: part.text });
      return;
    case 'image':
    case 'document':
    case 'audio':
    case 'video':
      return append(role, encodeMedia(part, scope));
    case 'reasoning':
      // Thoughts are not sent back: their signature stands on the call or the text they led to.
      return;
    case 'toolCall':
      return append(role, encodeCall(part, scope));
    case 'toolResult': {
      const name = part.name ?? scope.callNames.get(part.callId) ?? 'unknown_function';
      const { response, beside } = encodeFunctionResponse(part, name, scope);
      append('user', response);
      for (const item of beside) append('user', item);
      return;
    }
    case 'serverTool':
    case 'compaction':
    case 'opaque':
      // What belongs to another protocol has been told in text before.
      if (part.protocol === 'gemini') append(role, part.raw);
  }
}
