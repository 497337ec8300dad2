const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NOT_SPACE = /\S/;

export interface ArgsScanner {
  /** As much of the text as may go on to the client. */
  push(text: string): string;
  /** All of it when it does not begin as an object, and so was held back; else null. */
  heldBack(): string | null;
  /** Something after the end of the object was dropped. */
  hasDropped(): boolean;
}

/**
 * Lets through exactly one JSON object of a text that comes in pieces, each character looked at once: clients fail on anything
 * after its last brace, which some models write, and take what breaks off in the middle.
 */
export function createArgsScanner(): ArgsScanner {
  let state: 'before' | 'inside' | 'after' | 'held' = 'before';
  let depth = 0;
  let inString = false;
  let escaped = false;
  let dropped = false;
  const held: string[] = [];

  /** Index after the object's last brace, or -1 when it goes on. */
  function findEnd(text: string, from: number): number {
    for (let i = from; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (escaped) escaped = false;
      else if (inString) {
        if (code === BACKSLASH) escaped = true;
        else if (code === QUOTE) inString = false;
      } else if (code === QUOTE) inString = true;
      else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth += 1;
      else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
        depth -= 1;
        if (depth === 0) return i + 1;
      }
    }
    return -1;
  }

  function drop(text: string): void {
    if (NOT_SPACE.test(text)) dropped = true;
  }

  function readInside(text: string, from: number): string {
    const end = findEnd(text, from);
    if (end === -1) return from === 0 ? text : text.slice(from);
    state = 'after';
    drop(text.slice(end));
    return text.slice(from, end);
  }

  return {
    push(text) {
      if (state === 'inside') return readInside(text, 0);
      if (state === 'after') drop(text);
      if (state === 'held') held.push(text);
      if (state !== 'before') return '';
      const first = text.search(NOT_SPACE);
      if (first === -1) return '';
      if (text.charCodeAt(first) === OPEN_BRACE) {
        state = 'inside';
        return readInside(text, first);
      }
      state = 'held';
      held.push(text);
      return '';
    },
    heldBack: () => (state === 'held' ? held.join('') : null),
    hasDropped: () => dropped,
  };
}
