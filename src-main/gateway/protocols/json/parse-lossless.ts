/** A number that begins where JSON lets one begin: it may still stand in a string. */
const LONG_NUMBER = /(?:^|[\s:,[])-?\d{16}/;
const INTEGER = /^-?\d+$/;

function keepInteger(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  if (source === undefined || !INTEGER.test(source)) return value;
  anyKept = true;
  return JSON.rawJSON(source);
}

/** Most processes never meet such a number, and to ask of each value whether it is one costs more than to read it. */
let anyKept = false;

/** Whether there has been any such number. */
export const keepsNumbers = (): boolean => anyKept;

/** Whether a value is a number that is kept in its digits. */
export function isKeptNumber(value: unknown): value is RawJson {
  return anyKept && JSON.isRawJSON(value);
}

/**
 * Parses JSON, and keeps whole numbers that JavaScript's cannot hold (ids of 64 bits) in the digits they came in:
 * `JSON.stringify` writes them unchanged. Such a number is an object without members of its own worth reading, and can be
 * neither cloned nor turned into a string: see `readPlainNumber` and `replaceKeptNumbers`.
 *
 * @throws {SyntaxError}
 */
export function parseLossless(text: string): unknown {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  try {
    return JSON.parse(text, keepInteger);
  } catch (error) {
    // A reviver is called level by level; what is nested deeper than calls can be is still JSON.
    if (error instanceof RangeError) return JSON.parse(text);
    throw error;
  }
}

/** A kept number as the nearest one JavaScript has; anything else as it is. */
export function readPlainNumber(value: unknown): unknown {
  return isKeptNumber(value) ? Number(value.rawJSON) : value;
}
