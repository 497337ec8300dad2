import { parseJson } from '../json/read';

const SPACE = /\s/;
const WORD_START = /[A-Za-z_$]/;
const WORD = /[\w$]/;

/** Python's spelling. */
const LITERALS: ReadonlyMap<string, string> = new Map([
  ['True', 'true'],
  ['False', 'false'],
  ['None', 'null'],
]);
const QUOTES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['\u201C', '\u201D'],
]);

interface Token {
  readonly text: string;
  /** Where the next one begins. */
  readonly end: number;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && SPACE.test(text.charAt(at))) at += 1;
  return at;
}

function isControl(char: string): boolean {
  return char < ' ';
}

/** Escapes JSON knows are kept; of others the backslash was meant as one, save before a quote. */
function fixEscape(escaped: string): string {
  if (escaped === "'") return "'";
  if (isControl(escaped)) return JSON.stringify(escaped).slice(1, -1);
  return '"\\/bfnrtu'.includes(escaped) ? `\\${escaped}` : `\\\\${escaped}`;
}

/** A string in any quotes as JSON writes it; null when it is not closed: what is cut off cannot be guessed. */
function readString(text: string, start: number, close: string): Token | null {
  const pieces = ['"'];
  let from = start + 1;
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === close) {
      pieces.push(text.slice(from, at), '"');
      return { text: pieces.join(''), end: at + 1 };
    }
    if (char !== '\\' && char !== '"' && !isControl(char)) continue;
    pieces.push(text.slice(from, at));
    if (char === '\\') at += 1;
    pieces.push(char === '\\' ? fixEscape(text.charAt(at)) : JSON.stringify(char).slice(1, -1));
    from = at + 1;
  }
  return null;
}

function readWord(text: string, start: number): Token {
  let end = start;
  while (end < text.length && WORD.test(text.charAt(end))) end += 1;
  const word = text.slice(start, end);
  const isKey = text.charAt(skipSpace(text, end)) === ':';
  return { text: isKey ? `"${word}"` : (LITERALS.get(word) ?? word), end };
}

function readComma(text: string, start: number): Token {
  const end = skipSpace(text, start + 1);
  return { text: '}]'.includes(text.charAt(end) || ' ') ? '' : ',', end };
}

/** Numbers, brackets, colons and space as they are. */
function readPlain(text: string, start: number): Token {
  let end = start + 1;
  while (end < text.length) {
    const char = text.charAt(end);
    if (char === ',' || QUOTES.has(char) || (WORD_START.test(char) && !WORD.test(text.charAt(end - 1))))
      break;
    end += 1;
  }
  return { text: text.slice(start, end), end };
}

function readToken(text: string, at: number): Token | null {
  const char = text.charAt(at);
  const close = QUOTES.get(char);
  if (close !== undefined) return readString(text, at, close);
  if (char === ',') return readComma(text, at);
  return WORD_START.test(char) ? readWord(text, at) : readPlain(text, at);
}

/**
 * JSON as models write it when they slip: commas before a closing bracket, wrong quotes, bare keys, raw line breaks
 * and Python's literals. Gives JSON text, or null when it is not that near to JSON; nothing is completed.
 */
export function repairJson(text: string): string | null {
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    const token = readToken(text, at);
    if (token === null) return null;
    pieces.push(token.text);
    at = token.end;
  }
  const repaired = pieces.join('');
  return parseJson(repaired) === undefined ? null : repaired;
}
