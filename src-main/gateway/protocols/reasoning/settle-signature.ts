import type { EncodeTarget } from '../canonical/codec';
import type { PartOrigin, TextPart, ToolCallPart } from '../canonical/part';
import { unwrapEnvelope } from './envelope';
import { isOwn } from './is-own';
import type { ReasoningVault, VaultCall } from './vault';

/** A signature on a call or a text that nobody is remembered for: only Gemini makes them. */
const NATIVE: PartOrigin = { protocol: 'gemini', channelId: null, model: null };

function selectSignature(
  signature: string | undefined,
  call: VaultCall | null,
  target: EncodeTarget,
): string | null {
  if (signature !== undefined) {
    const envelope = unwrapEnvelope(signature);
    const origin = envelope?.origin ?? call?.origin ?? NATIVE;
    if (isOwn(origin, target)) return envelope?.state.data ?? signature;
  }
  return call !== null && isOwn(call.origin, target) ? call.signature : null;
}

/** The part with the signature that the target put on it, however it was kept, and with no other. */
export function settleSignature<Part extends TextPart | ToolCallPart>(
  part: Part,
  target: EncodeTarget,
  vault: Pick<ReasoningVault, 'findCall'>,
): Part {
  const call = part.type === 'toolCall' ? vault.findCall(part.id) : null;
  const signature = selectSignature(part.signature, call, target);
  if (signature === (part.signature ?? null)) return part;
  const { signature: _foreign, ...rest } = part;
  return (signature === null ? rest : { ...rest, signature }) as Part;
}
