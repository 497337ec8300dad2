/** Claude Code puts notes of its own around what its user wrote. */
const NOTE_START = '<system-reminder>';
const NOTE_END = '</system-reminder>';

/** A text without an agent's notes, and without white space at its ends. */
export function dropNotes(text: string): string {
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
