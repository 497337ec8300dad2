import type { CanonicalMessage } from '../canonical/request';
import { encodeParts } from './encode-parts';
import type { EncodeScope } from './encode-scope';

export interface EncodedMessage {
  readonly role: CanonicalMessage['role'];
  readonly content: readonly object[];
}

/** Instructions between the turns are still there only where the channel takes them there. */
export function encodeMessages(
  messages: readonly CanonicalMessage[],
  scope: EncodeScope,
): readonly EncodedMessage[] {
  return messages.flatMap(({ role, parts }) => {
    const content = encodeParts(parts, scope);
    return content.length === 0 ? [] : [{ role, content }];
  });
}
