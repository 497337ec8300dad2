import { parseDurationMs } from './parse-duration';

/** A bare number past this is a point in time, not a wait. */
const EPOCH_SECONDS = 1e9;
const EPOCH_MS = 1e12;

/** A wait is never negative: a moment that has passed means now. */
export function atLeastZero(ms: number): number | null {
  return Number.isFinite(ms) ? Math.max(0, Math.ceil(ms)) : null;
}

/** Digits alone, with a fraction or without; null for anything else. */
export function readNumber(text: string): number | null {
  const number = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}

export function untilDate(text: string, now: number): number | null {
  return atLeastZero(Date.parse(text) - now);
}

/**
 * Milliseconds until a limit is free again, of a date, a duration (`6m0s`), seconds, or a point in time in seconds or
 * milliseconds; null when it is none of them.
 */
export function parseReset(text: string, now: number): number | null {
  const number = readNumber(text);
  if (number === null) return parseIsoDate(text, now) ?? parseDurationMs(text);
  if (number >= EPOCH_MS) return atLeastZero(number - now);
  return atLeastZero(number >= EPOCH_SECONDS ? number * 1000 - now : number * 1000);
}

function parseIsoDate(text: string, now: number): number | null {
  return /^\d{4}-\d\d-\d\d/.test(text) ? untilDate(text, now) : null;
}
