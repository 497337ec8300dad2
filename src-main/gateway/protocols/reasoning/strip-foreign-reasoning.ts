import type { EncodeTarget } from '../canonical/codec';
import type { CanonicalPart } from '../canonical/part';
import type { CanonicalMessage } from '../canonical/request';
import { attributeReasoning, findTurnOrigin } from './attribute-reasoning';
import { isOwn } from './is-own';
import { settleSignature } from './settle-signature';
import type { ReasoningVault } from './vault';

/**
 * A conversation that moves to another channel of the client's own protocol: reasoning and signatures that are known to be of
 * another channel are removed, all else stays as it is.
 */
export function stripForeignReasoning(
  messages: readonly CanonicalMessage[],
  target: EncodeTarget,
  vault: Pick<ReasoningVault, 'findCall'>,
): readonly CanonicalMessage[] {
  if (!target.profile.signatureChecked) return messages;
  return messages.map((message) => {
    if (message.role !== 'assistant') return message;
    const turnOrigin = findTurnOrigin(message.parts, vault);
    const parts = message.parts.flatMap((part): readonly CanonicalPart[] => {
      if (part.type === 'text' || part.type === 'toolCall') return [settleSignature(part, target, vault)];
      if (part.type !== 'reasoning') return [part];
      return isOwn(attributeReasoning(part, turnOrigin).origin, target) ? [part] : [];
    });
    const same =
      parts.length === message.parts.length && parts.every((part, at) => part === message.parts[at]);
    return same ? message : { ...message, parts };
  });
}
