import type { CanonicalPart, TextPart, ToolResultPart } from '../canonical/part';
import type { CanonicalMessage, SystemPart } from '../canonical/request';
import { isRecord, readText, type JsonRecord } from '../json/read';
import { decodeAssistant, readName } from './decode-assistant';
import { decodeContent } from './decode-content';
import { createFieldError } from './read-request-field';

export interface DecodedMessages {
  readonly system: readonly SystemPart[];
  readonly messages: readonly CanonicalMessage[];
}

function decodeInstructions(message: JsonRecord, path: string): readonly TextPart[] {
  return decodeContent(message['content'], `${path}.content`).map((part, index) => {
    if (part.type !== 'text') throw createFieldError(`${path}.content.${index}.type`, 'must be "text"');
    return part;
  });
}

function decodeResult(message: JsonRecord, path: string, customIds: ReadonlySet<string>): ToolResultPart {
  const callId = readText(message, 'tool_call_id') ?? '';
  return {
    type: 'toolResult',
    callId,
    ...readName(message),
    content: decodeContent(message['content'], `${path}.content`),
    ...(customIds.has(callId) ? { custom: true } : {}),
  };
}

/** Instructions before all else are the system's; tool messages in a row are one turn of the user. */
export function decodeMessages(value: unknown): DecodedMessages {
  if (!Array.isArray(value) || value.length === 0)
    throw createFieldError('messages', 'must be an array with at least one message');

  const system: SystemPart[] = [];
  const messages: CanonicalMessage[] = [];
  const customIds = new Set<string>();
  let results: CanonicalPart[] | null = null;

  function addResult(part: ToolResultPart): void {
    if (results === null) {
      results = [];
      messages.push({ role: 'user', parts: results });
    }
    results.push(part);
  }

  function addInstructions(parts: readonly TextPart[]): void {
    if (messages.length > 0) messages.push({ role: 'system', parts });
    else for (const { type: _type, ...part } of parts) system.push(part);
  }

  function addAssistant(message: JsonRecord, path: string): void {
    const parts = decodeAssistant(message, path);
    for (const part of parts) if (part.type === 'toolCall' && part.custom === true) customIds.add(part.id);
    messages.push({ role: 'assistant', parts, ...readName(message) });
  }

  function addMessage(message: unknown, path: string): void {
    if (!isRecord(message)) throw createFieldError(path, 'must be an object');
    const role = message['role'];
    if (role === 'tool' || role === 'function') {
      addResult(decodeResult(message, path, customIds));
      return;
    }
    results = null;
    if (role === 'system' || role === 'developer') addInstructions(decodeInstructions(message, path));
    else if (role === 'assistant') addAssistant(message, path);
    else if (role === 'user')
      messages.push({
        role,
        parts: decodeContent(message['content'], `${path}.content`),
        ...readName(message),
      });
    else
      throw createFieldError(
        `${path}.role`,
        'must be "system", "developer", "user", "assistant", "tool" or "function"',
      );
  }

  value.forEach((message, index) => {
    addMessage(message, `messages.${index}`);
  });
  return { system, messages };
}
