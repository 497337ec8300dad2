import type { PartOrigin } from '../protocols/canonical/part';
import type { CanonicalMessage } from '../protocols/canonical/request';
import type { CallMemory } from './convert-request';

/**
 * Says of reasoning that nobody knows to be whose: it is of the channel the conversation began with. A turn whose calls are
 * remembered says so itself.
 */
export function assumeOrigin(
  messages: readonly CanonicalMessage[],
  origin: PartOrigin,
  memory: CallMemory,
): readonly CanonicalMessage[] {
  return messages.map((message) => {
    const { parts } = message;
    const isUnknown = parts.some((part) => part.type === 'reasoning' && part.origin.channelId === null);
    if (!isUnknown) return message;
    if (parts.some((part) => part.type === 'toolCall' && memory.findCall(part.id) !== null)) return message;
    return {
      ...message,
      parts: parts.map((part) =>
        part.type === 'reasoning' && part.origin.channelId === null ? { ...part, origin } : part,
      ),
    };
  });
}
