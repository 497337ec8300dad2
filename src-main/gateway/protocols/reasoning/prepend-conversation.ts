import type { CanonicalRequest } from '../canonical/request';
import type { ReasoningVault } from './vault';

/** A request that goes on from an earlier answer, with all that came before it; null when that answer is not known. */
export function prependConversation(
  request: CanonicalRequest,
  vault: Pick<ReasoningVault, 'findConversation'>,
): CanonicalRequest | null {
  const { previousResponseId } = request.meta;
  if (previousResponseId === undefined) return request;
  const earlier = vault.findConversation(previousResponseId);
  return earlier === null ? null : { ...request, messages: [...earlier, ...request.messages] };
}
