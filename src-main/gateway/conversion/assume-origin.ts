import type { CanonicalPart, PartOrigin } from '../protocols/canonical/part';
import type { CanonicalMessage } from '../protocols/canonical/request';
import { unwrapEnvelope } from '../protocols/reasoning/envelope';
import type { CallMemory } from './convert-request';

/**
 * Says of reasoning that nobody knows to be whose: it is of the channel the conversation began with, whose signatures no other
 * takes. A turn whose calls are remembered says so itself.
 */
export function assumeOrigin(
  messages: readonly CanonicalMessage[],
  origin: PartOrigin,
  memory: CallMemory,
): readonly CanonicalMessage[] {
  return messages.map((message) => {
    const { parts } = message;
    if (!parts.some(isUnknown)) return message;
    if (parts.some((part) => part.type === 'toolCall' && memory.findCall(part.id) !== null)) return message;
    return { ...message, parts: parts.map((part) => (isUnknown(part) ? attribute(part, origin) : part)) };
  });
}

function isUnknown(part: CanonicalPart): boolean {
  if (part.type === 'reasoning') return part.origin.channelId === null;
  if (part.type !== 'text' && part.type !== 'toolCall') return false;
  return part.signature !== undefined && unwrapEnvelope(part.signature) === null;
}

function attribute(part: CanonicalPart, origin: PartOrigin): CanonicalPart {
  if (part.type === 'reasoning') return { ...part, origin };
  if (part.type !== 'text' && part.type !== 'toolCall') return part;
  const { signature: _signature, ...unsigned } = part;
  return unsigned;
}
