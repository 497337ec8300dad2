import type { EncodeTarget } from '../canonical/codec';
import type { ReasoningPart } from '../canonical/part';
import { isOwn } from './is-own';

/** What goes to a target of a piece of reasoning; null: nothing. */
export type KeepReasoning = (part: ReasoningPart) => ReasoningPart | null;

/** Foreign or unsigned thinking is answered with 400. */
function keepSigned(part: ReasoningPart, target: EncodeTarget): ReasoningPart | null {
  if (!isOwn(part.origin, target)) return null;
  const signed = part.state?.kind === 'signature' || part.state?.kind === 'redacted';
  return signed || !target.profile.signatureChecked ? part : null;
}

/** The text is wanted whoever wrote it; what only its maker can read is not. */
function keepText(part: ReasoningPart, target: EncodeTarget): ReasoningPart | null {
  if (part.text.trim() === '') return null;
  const readable = target.protocol === 'anthropic-messages' && isOwn(part.origin, target);
  return readable ? part : { type: 'reasoning', text: part.text, origin: part.origin };
}

/** How a target wants reasoning back; null: not at all. */
export function selectReplay(target: EncodeTarget): KeepReasoning | null {
  const { protocol, profile } = target;
  switch (protocol) {
    case 'anthropic-messages':
      return (part) => (profile.reasoningReplay === 'required' ? keepText : keepSigned)(part, target);
    case 'openai-chat':
      if (profile.reasoningReplay === 'never') return null;
      if (profile.reasoningReplay === 'required') return (part) => keepText(part, target);
      return (part) =>
        isOwn(part.origin, target) && (part.raw !== undefined || part.state !== undefined) ? part : null;
    case 'openai-responses':
      // Without its content the item is looked up by its id, and not found: nothing is stored.
      return (part) => (part.state?.kind === 'encrypted' && isOwn(part.origin, target) ? part : null);
    case 'gemini':
      // Thoughts are not sent back; their signature stands on a call or a text.
      return null;
  }
}
