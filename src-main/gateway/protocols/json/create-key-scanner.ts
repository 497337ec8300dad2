const QUOTE = 0x22;
const COLON = 0x3a;
const SPACE = 0x20;
const ZERO = 0x30;
const LOWER_N = 0x6e;

function startsWith(raw: Buffer, prefix: Buffer, at: number): boolean {
  for (let i = 0; i < prefix.length; i += 1) if (raw[at + i] !== prefix[i]) return false;
  return true;
}

function skipSpace(raw: Buffer, from: number): number {
  let i = from;
  while (raw[i] === SPACE) i += 1;
  return i;
}

/** True when a string is a key, and its value neither null, "" nor 0. */
function hasValue(raw: Buffer, afterString: number): boolean {
  const colon = skipSpace(raw, afterString);
  if (raw[colon] !== COLON) return false;
  const value = skipSpace(raw, colon + 1);
  const first = raw[value];
  return first !== LOWER_N && first !== ZERO && !(first === QUOTE && raw[value + 1] === QUOTE);
}

/**
 * Makes a search for JSON keys at any depth, over bytes, at a fraction of the cost of parsing them. The answer is a bit
 * set: bit `i` says that `keys[i]` stands somewhere with a value other than null, "" and 0. Text cannot look like a
 * key: a quote within a string is escaped, so `"usage":` in a text reads `\"usage\":`. A key may be found deeper than
 * it is meant, so what is found is to be parsed before it is believed.
 */
export function createKeyScanner(keys: readonly string[]): (raw: Buffer) => number {
  const quoted = keys.map((key, index) => ({ bytes: Buffer.from(`"${key}"`), bit: 1 << index }));
  const byFirstLetter = Array.from({ length: 256 }, (_, letter) =>
    quoted.filter(({ bytes }) => bytes[1] === letter),
  );
  /** 1 for every letter some key begins with: asked at each quote, so kept flat. */
  const isFirstLetter = Uint8Array.from(byFirstLetter, (bucket) => bucket.length);

  return (raw) => {
    let found = 0;
    // Never reading past the end keeps the loop a third faster.
    const last = raw.length - 2;
    for (let i = 0; i <= last; i += 1) {
      if (raw[i] !== QUOTE) continue;
      const letter = raw[i + 1] as number;
      if (isFirstLetter[letter] === 0) continue;
      for (const { bytes, bit } of byFirstLetter[letter] ?? []) {
        if (startsWith(raw, bytes, i) && hasValue(raw, i + bytes.length)) found |= bit;
      }
    }
    return found;
  };
}
