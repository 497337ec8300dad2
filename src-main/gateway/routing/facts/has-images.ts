import type { CanonicalPart } from '../../protocols/canonical/part';
import type { CanonicalMessage } from '../../protocols/canonical/request';

/** Whether an image is part of a conversation, be it the answer of a tool. */
export function hasImages(messages: readonly CanonicalMessage[]): boolean {
  return messages.some(({ parts }) => parts.some(isImage));
}

function isImage(part: CanonicalPart): boolean {
  if (part.type === 'toolResult') return part.content.some(isImage);
  return part.type === 'image';
}
