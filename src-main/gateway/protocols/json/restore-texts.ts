import { MARK_BYTE, MARK_SECRET, type LiftedBody } from './lift-texts';

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
/** `"`, the secret and the number. */
const MAX_MARK_BYTES = 64;

/**
 * Puts the texts back that were taken out of a body, each as deep within strings as its mark is. Null when a mark is no longer
 * whole: somebody has looked into a text after all.
 */
export function restoreTexts(body: Buffer, { texts }: LiftedBody): Buffer | null {
  const pieces: Buffer[] = [];
  let position = 0;
  for (let at = body.indexOf(MARK_BYTE); at !== -1; at = body.indexOf(MARK_BYTE, position)) {
    let quote = at + 1;
    while (body[quote] === BACKSLASH) quote += 1;
    const close = body.indexOf(MARK_BYTE, quote);
    if (body[quote] !== QUOTE || close === -1 || close - quote > MAX_MARK_BYTES) return null;
    const mark = body.toString('latin1', quote + 1, close);
    const text = mark.startsWith(MARK_SECRET) ? texts[Number(mark.slice(MARK_SECRET.length))] : undefined;
    if (text === undefined) return null;
    pieces.push(body.subarray(position, at), escape(text, quote - at - 1));
    position = close + 1;
  }
  if (pieces.length === 0) return body;
  pieces.push(body.subarray(position));
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
