import type { CanonicalMessage } from '../../protocols/canonical/request';

/** Claude Code puts notes of its own around what its user wrote. */
const NOTE_START = '<system-reminder>';
const NOTE_END = '</system-reminder>';

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

function dropNotes(text: string): string {
  let kept = '';
  let at = 0;
  for (;;) {
    const start = text.indexOf(NOTE_START, at);
    const end = start === -1 ? -1 : text.indexOf(NOTE_END, start);
    if (end === -1) return (kept + text.slice(at)).trim();
    kept += text.slice(at, start);
    at = end + NOTE_END.length;
  }
}
