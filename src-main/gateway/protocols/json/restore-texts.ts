import { MARK, MARK_SECRET, type LiftedBody } from './lift-texts';

const QUOTE = '"';
const BACKSLASH = 0x5c;
/** `"`, the secret and the number. */
const MAX_MARK_CHARS = 64;

/**
 * Puts the texts back that were taken out of a body, each as deep within strings as its mark is, and gives it as UTF-8. Null when a
 * mark is no longer whole: somebody has looked into a text after all.
 */
export function restoreTexts(json: string, { texts }: LiftedBody): Buffer | null {
  const pieces: Buffer[] = [];
  let position = 0;
  for (let at = json.indexOf(MARK); at !== -1; at = json.indexOf(MARK, position)) {
    let quote = at + 1;
    while (json.charCodeAt(quote) === BACKSLASH) quote += 1;
    const close = json.indexOf(MARK, quote);
    const secretEnd = quote + QUOTE.length + MARK_SECRET.length;
    if (close === -1 || close - quote > MAX_MARK_CHARS) return null;
    if (!json.startsWith(QUOTE, quote) || !json.startsWith(MARK_SECRET, quote + QUOTE.length)) return null;
    const text = texts[Number(json.slice(secretEnd, close))];
    if (text === undefined) return null;
    pieces.push(Buffer.from(json.slice(position, at)), escape(text, quote - at - 1));
    position = close + 1;
  }
  pieces.push(Buffer.from(json.slice(position)));
  return Buffer.concat(pieces);
}

/** A part of a string, in a string that is within others. A quote has 1, 3, 7 … backslashes there. */
function escape(text: Buffer, backslashes: number): Buffer {
  if (backslashes === 1) return text;
  let escaped = text.toString('latin1');
  for (let depth = backslashes; depth > 1; depth = (depth - 1) / 2) {
    escaped = JSON.stringify(escaped).slice(1, -1);
  }
  return Buffer.from(escaped, 'latin1');
}
