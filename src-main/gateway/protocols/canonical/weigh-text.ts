const LATIN_CHARS_PER_TOKEN = 4;
export const JSON_CHARS_PER_TOKEN = 3.2;
const OTHER_CHARS_PER_TOKEN = 2;

/** Letters, digits and signs of Western scripts; tokenizers know whole words of these. */
function isLatin(code: number): boolean {
  return code < 0x250 || (code >= 0x1e00 && code < 0x1f00) || (code >= 0x2000 && code < 0x2070);
}

/** Chinese, Japanese and Korean: a token for each sign. */
function isCjk(code: number): boolean {
  return (
    (code >= 0x2e80 && code < 0xa000) ||
    (code >= 0xac00 && code < 0xd7b0) ||
    (code >= 0xf900 && code < 0xfb00) ||
    (code >= 0xff00 && code < 0xfff0)
  );
}

/**
 * About how many tokens a text is, fractional.
 *
 * @param kind `json`: its many signs make more tokens of as many characters
 */
export function weighText(text: string, kind: 'text' | 'json' = 'text'): number {
  // Text of ASCII alone, of which most is, is told from other text at a tenth of the cost of a look at each character.
  if (Buffer.byteLength(text) === text.length) return weigh(text.length, 0, 0, kind);
  let latin = 0;
  let cjk = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isLatin(code)) latin += 1;
    else if (isCjk(code)) cjk += 1;
  }
  return weigh(latin, cjk, text.length - latin - cjk, kind);
}

/** The same for a text whose UTF-16 units somebody else reads. */
export function weighUnits(read: (count: (unit: number) => void) => void): number {
  let latin = 0;
  let cjk = 0;
  let other = 0;
  read((unit) => {
    if (isLatin(unit)) latin += 1;
    else if (isCjk(unit)) cjk += 1;
    else other += 1;
  });
  return weigh(latin, cjk, other, 'text');
}

function weigh(latin: number, cjk: number, other: number, kind: 'text' | 'json'): number {
  const latinChars = kind === 'json' ? JSON_CHARS_PER_TOKEN : LATIN_CHARS_PER_TOKEN;
  return latin / latinChars + cjk + other / OTHER_CHARS_PER_TOKEN;
}
