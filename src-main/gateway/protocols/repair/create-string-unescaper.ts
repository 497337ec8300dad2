const QUOTE = 34;
const BACKSLASH = 92;
/** White space may follow a quote that ends the string; more than this is none. */
const MAX_HELD = 1024;

const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

interface Escape {
  readonly text: string;
  readonly end: number;
}

/** Null when the rest of it has not come yet. What JSON does not know was not meant as an escape. */
function readEscape(source: string, at: number): Escape | null {
  const letter = source.charAt(at + 1);
  if (letter === '') return null;
  const simple = SIMPLE_ESCAPES.get(letter);
  if (simple !== undefined) return { text: simple, end: at + 2 };
  if (letter !== 'u') return { text: source.slice(at, at + 2), end: at + 2 };
  if (source.length < at + 6) return null;
  const digits = source.slice(at + 2, at + 6);
  if (!/^[\da-f]{4}$/i.test(digits)) return { text: source.slice(at, at + 2), end: at + 2 };
  return { text: String.fromCharCode(Number.parseInt(digits, 16)), end: at + 6 };
}

/** A quote ends the string if JSON goes on after it; models forget to escape those in the middle. Null: not known yet. */
function endsString(source: string, quote: number): boolean | null {
  let at = quote + 1;
  while (at < source.length && ' \n\r\t'.includes(source.charAt(at))) at += 1;
  if (at < source.length) return ',}'.includes(source.charAt(at));
  return at - quote > MAX_HELD ? true : null;
}

function endsInHalf(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}

/** The text of a JSON string whose opening quote has been read, piece by piece. Characters are never given in halves. */
export function createStringUnescaper(): { push: (text: string) => string; end: () => string } {
  let held = '';
  let half = '';
  let closed = false;

  function read(source: string): string {
    const pieces: string[] = [];
    let from = 0;
    let at = 0;
    for (; at < source.length; at += 1) {
      const code = source.charCodeAt(at);
      if (code === QUOTE) {
        const ends = endsString(source, at);
        if (ends === false) continue;
        closed = ends === true;
        break;
      }
      if (code !== BACKSLASH) continue;
      const escape = readEscape(source, at);
      if (escape === null) break;
      pieces.push(source.slice(from, at), escape.text);
      from = escape.end;
      at = from - 1;
    }
    pieces.push(source.slice(from, at));
    held = source.slice(at);
    return pieces.join('');
  }

  return {
    push: (text) => {
      if (closed) return '';
      const known = half + read(held + text);
      half = endsInHalf(known) ? known.slice(-1) : '';
      return half === '' ? known : known.slice(0, -1);
    },
    // Half an escape says nothing.
    end: () => half,
  };
}
