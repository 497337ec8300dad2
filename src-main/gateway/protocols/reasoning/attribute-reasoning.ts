import type { CanonicalPart, PartOrigin, ReasoningPart } from '../canonical/part';
import { unwrapEnvelope } from './envelope';
import type { ReasoningVault } from './vault';

/** Of the first call of a turn that is known; null when none is. */
export function findTurnOrigin(
  parts: readonly CanonicalPart[],
  vault: Pick<ReasoningVault, 'findCall'>,
): PartOrigin | null {
  for (const part of parts) {
    const call = part.type === 'toolCall' ? vault.findCall(part.id) : null;
    if (call !== null) return call.origin;
  }
  return null;
}

/**
 * Says of a client's reasoning whose it is: an envelope is opened, and what is native to the client's protocol is that of the
 * channel that is remembered to have made the turn.
 *
 * @param turnOrigin of the turn it stands in, where that is known
 */
export function attributeReasoning(part: ReasoningPart, turnOrigin: PartOrigin | null): ReasoningPart {
  const envelope = part.state === undefined ? null : unwrapEnvelope(part.state.data);
  if (envelope !== null) {
    const { origin, state, text = '' } = envelope;
    // Item id and summary are the client's protocol's, not of the origin.
    return {
      type: 'reasoning',
      text: part.text === '' ? text : part.text,
      ...(state.kind === 'none' ? {} : { state }),
      origin,
    };
  }
  const known = turnOrigin !== null && turnOrigin.protocol === part.origin.protocol;
  return known && part.origin.channelId === null ? { ...part, origin: turnOrigin } : part;
}
