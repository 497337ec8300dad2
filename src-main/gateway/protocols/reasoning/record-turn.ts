import type { CanonicalPart, PartOrigin, ReasoningPart } from '../canonical/part';
import type { ReasoningVault } from './vault';

/**
 * Remembers the calls of a complete answer, each with the reasoning that stood between it and the call before. An answer without
 * calls needs no memory: no provider wants its reasoning back.
 *
 * @param originalId of a call's id as the client knows it
 */
export function recordTurn(
  parts: readonly CanonicalPart[],
  origin: PartOrigin,
  vault: Pick<ReasoningVault, 'recordCall'>,
  originalId: (id: string) => string,
): void {
  let opening: ReasoningPart[] = [];
  let closing: ReasoningPart[] = [];
  let afterOther = false;
  for (const part of parts) {
    if (part.type === 'reasoning') {
      (afterOther ? closing : opening).push(part);
    } else if (part.type === 'toolCall') {
      if (part.id !== '') {
        vault.recordCall(part.id, {
          originalId: originalId(part.id),
          origin,
          name: part.name,
          namespace: part.namespace ?? null,
          custom: part.custom ?? false,
          signature: part.signature ?? null,
          reasoning: { opening, closing },
        });
      }
      opening = [];
      closing = [];
      afterOther = false;
    } else {
      afterOther = true;
    }
  }
}
