import { parseDurationMs } from './parse-duration';
import { atLeastZero, parseReset, readNumber, untilDate } from './parse-reset';

/** Header names in lower case, as node:http gives them. */
export type ErrorHeaders = Readonly<Record<string, string | string[] | undefined>>;

const TRY_AGAIN = /(?:try again|retry) (?:in|after) ([\d.]+ ?[a-z]+(?: ?[\d.]+ ?[a-z]+){0,3})/i;
const RATE_LIMIT_RESET = /^(?:x|anthropic)-ratelimit-(?:.+-)?reset(?:-.+)?$/;

function readHeader(headers: ErrorHeaders, name: string): string | null {
  const value = headers[name];
  const text = (Array.isArray(value) ? value[0] : value)?.trim();
  return text === undefined || text === '' ? null : text;
}

function readRetryHeaders(headers: ErrorHeaders, now: number): number | null {
  const ms = readNumber(readHeader(headers, 'retry-after-ms') ?? '');
  if (ms !== null) return atLeastZero(ms);
  const text = readHeader(headers, 'retry-after');
  if (text === null) return null;
  const seconds = readNumber(text);
  // A bare negative or otherwise odd number must not be taken for a year.
  if (seconds === null) return /[a-z]/i.test(text) ? untilDate(text, now) : null;
  return atLeastZero(seconds * 1000);
}

/** The longest wait among the limits that are used up: every one of them must be free again. */
function readResetHeaders(headers: ErrorHeaders, now: number): number | null {
  let longest: number | null = null;
  for (const name of Object.keys(headers)) {
    if (!RATE_LIMIT_RESET.test(name)) continue;
    const remaining = readHeader(headers, name.replace('reset', 'remaining'));
    const reset = readHeader(headers, name);
    if (remaining === null || reset === null || Number(remaining) !== 0) continue;
    const wait = parseReset(reset, now);
    if (wait !== null) longest = Math.max(longest ?? 0, wait);
  }
  return longest;
}

/** The wait a message asks for, as OpenAI's "Please try again in 20s." does. */
export function readRetryText(message: string): number | null {
  const match = TRY_AGAIN.exec(message);
  return match === null ? null : parseDurationMs(match[1] ?? '');
}

export interface RetrySources {
  readonly headers: ErrorHeaders;
  readonly retryDelayMs: number | null;
  readonly message: string;
}

/** Milliseconds to wait, from the most explicit source that says so. `now` is in milliseconds since the epoch. */
export function readRetryAfter(sources: RetrySources, now: number): number | null {
  return (
    readRetryHeaders(sources.headers, now) ??
    sources.retryDelayMs ??
    readResetHeaders(sources.headers, now) ??
    readRetryText(sources.message)
  );
}
