import { isKeptNumber, parseLossless, readPlainNumber } from './parse-lossless';

/** An object as JSON gives it: every member is unknown until narrowed. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** False for a number that is kept as text. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isKeptNumber(value);
}

/** The parsed text, whole numbers of any size as they stand there; undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return parseLossless(text);
  } catch {
    return undefined;
  }
}

/** The same for a reader of counts and texts, who has no use for numbers of any size. */
export function parseFacts(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The member `key` when `value` is an object and the member is one too. */
export function readRecord(value: unknown, key: string): JsonRecord | null {
  const member = isRecord(value) ? value[key] : null;
  return isRecord(member) ? member : null;
}

/** The member `key` when it is an array, else an empty one. */
export function readArray(value: unknown, key: string): readonly unknown[] {
  const member = isRecord(value) ? value[key] : null;
  return Array.isArray(member) ? member : [];
}

/** The member `key` when it is a string that says something; upstreams send "" where they mean nothing. */
export function readText(value: unknown, key: string): string | null {
  const member = isRecord(value) ? value[key] : null;
  return typeof member === 'string' && member !== '' ? member : null;
}

/** A token count: whole, not negative; anything else counts as 0. */
export function readCount(value: unknown, key: string): number {
  const member = isRecord(value) ? readPlainNumber(value[key]) : null;
  if (typeof member !== 'number' || !(member > 0)) return 0;
  const whole = Math.trunc(member);
  return Number.isSafeInteger(whole) ? whole : 0;
}

/** True when one of `keys` is present and not null. */
export function hasAny(value: unknown, keys: readonly string[]): boolean {
  return isRecord(value) && keys.some((key) => value[key] !== undefined && value[key] !== null);
}

/** True for a string, array or object with something in it, and for any number or boolean. */
export function isFilled(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return isRecord(value) ? Object.keys(value).length > 0 : true;
}
