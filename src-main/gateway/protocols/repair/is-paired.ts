import type { CanonicalPart, ToolCallPart } from '../canonical/part';
import type { CanonicalMessage } from '../canonical/request';

function isResultOf(part: CanonicalPart | undefined, { id, custom }: ToolCallPart): boolean {
  return part?.type === 'toolResult' && part.callId === id && (part.custom === true) === (custom === true);
}

/**
 * Whether each call has an id of its own and its result where every provider wants it: in the user's message that follows, before
 * all else and in the calls' order; and there are no other results. So it is nearly always, and what pairs them costs more
 * than all other repairs together.
 */
export function isPaired(messages: readonly CanonicalMessage[]): boolean {
  const ids = new Set<string>();
  let open: ToolCallPart[] = [];
  for (const { role, parts } of messages) {
    if (open.length > 0 && role !== 'user') return false;
    const answered = open;
    open = [];
    let at = 0;
    for (const part of parts) {
      const call = answered[at];
      at += 1;
      if (call !== undefined) {
        if (!isResultOf(part, call)) return false;
      } else if (part.type === 'toolResult') {
        return false;
      } else if (part.type === 'toolCall') {
        if (role !== 'assistant' || part.id === '' || ids.has(part.id)) return false;
        ids.add(part.id);
        open.push(part);
      }
    }
    if (at < answered.length) return false;
  }
  return open.length === 0;
}
