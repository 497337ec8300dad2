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

function startIndex(first: number, second: number): number {
  return ((first & 63) << 6) | (second & 63);
}

/**
 * Makes a search for JSON keys at any depth, over bytes, at a fraction of the cost of parsing them. The answer is a bit
 * set: bit `i` says that `keys[i]` stands somewhere with a value other than null, "" and 0. Text cannot look like a
 * key: a quote within a string is escaped, so `"usage":` in a text reads `\"usage\":`. A key may be found deeper than
 * it is meant, so what is found is to be parsed before it is believed. `from` is where to begin,
 * `to` where to end.
 */
export function createKeyScanner(
  keys: readonly string[],
): (raw: Buffer, from?: number, to?: number) => number {
  const quoted = keys.map((key) => Buffer.from(`"${key}"`));
  /** 1 where some key begins with these two letters (low six bits of each): asked at each quote, so kept flat. */
  const isStart = new Uint8Array(64 * 64);
  for (const key of quoted) isStart[startIndex(key[1] ?? 0, key[2] ?? 0)] = 1;

  function matchKeys(raw: Buffer, at: number): number {
    let found = 0;
    for (let k = 0; k < quoted.length; k += 1) {
      const key = quoted[k] as Buffer;
      if (startsWith(raw, key, at) && hasValue(raw, at + key.length)) found |= 1 << k;
    }
    return found;
  }

  return (raw, from = 0, to = raw.length) => {
    let found = 0;
    // Kept fast by three things: no read past the end, nothing but the test in the loop, and an index V8 knows to be a
    // small integer (a buffer's length may be more than that, and what is computed from it too).
    const last = (to - 3) | 0;
    for (let i = from | 0; i <= last; i += 1) {
      if (raw[i] !== QUOTE) continue;
      if (isStart[startIndex(raw[i + 1] as number, raw[i + 2] as number)] === 1) found |= matchKeys(raw, i);
    }
    return found;
  };
}
