import type { CanonicalMessage } from '../../protocols/canonical/request';
import { dropNotes } from './drop-notes';

/** The user's latest words, without an agent's notes; a turn that only brings results of tools is none of the user's. */
export function readLatestUserText(messages: readonly CanonicalMessage[]): string {
  for (let at = messages.length - 1; at >= 0; at -= 1) {
    const message = messages[at];
    if (message?.role !== 'user') continue;
    const texts = message.parts.flatMap((part) => (part.type === 'text' ? [dropNotes(part.text)] : []));
    const text = texts.filter((each) => each !== '').join('\n');
    if (text !== '') return text;
  }
  return '';
}
