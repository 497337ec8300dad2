import { GatewayError } from '../../errors';
import type { CanonicalPart, ToolResultPart } from '../canonical/part';
import { mapList, mapParts, withMessages } from './map-list';
import type { RepairContext, RepairPass } from './repair-pass';

const CONTENT = /\S/;

function isEmptyText(part: CanonicalPart, { target }: RepairContext): boolean {
  if (part.type !== 'text' || CONTENT.test(part.text)) return false;
  return part.signature === undefined || target.protocol !== 'gemini';
}

function dropFromResult(result: ToolResultPart, context: RepairContext): ToolResultPart {
  const content = mapList(result.content, (part) => (isEmptyText(part, context) ? null : part));
  // OpenAI Chat has no result without content, and models take "" for a failure.
  if (content.length === 0 && context.target.protocol === 'openai-chat' && result.structured === undefined) {
    return { ...result, content: [{ type: 'text', text: '(no output)' }] };
  }
  return content === result.content ? result : { ...result, content };
}

/**
 * Leaves out text without a visible character, which several providers refuse, and messages with nothing left.
 * @throws {GatewayError} `invalid_request` when the user says nothing at all
 */
export const dropEmpties: RepairPass = (request, context) => {
  const messages = mapList(request.messages, (message) => {
    const kept = mapParts(message, (part) => {
      if (part.type === 'toolResult') return dropFromResult(part, context);
      return isEmptyText(part, context) ? null : part;
    });
    return kept.parts.length === 0 ? null : kept;
  });
  if (messages.every(({ role }) => role === 'assistant')) {
    throw new GatewayError(
      'invalid_request',
      'messages: at least one user message with content is required.',
    );
  }
  const system = mapList(request.system, (part) => (CONTENT.test(part.text) ? part : null));
  return withMessages(system === request.system ? request : { ...request, system }, messages);
};
