import { describe, expect, it } from 'vitest';
import { parseDurationMs } from './parse-duration';
import { readRetryAfter, type ErrorHeaders } from './read-retry-after';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const read = (headers: ErrorHeaders, message = '', retryDelayMs: number | null = null): number | null =>
  readRetryAfter({ headers, message, retryDelayMs }, NOW);

describe('readRetryAfter', () => {
  it.each([
    [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1500],
    [{ 'retry-after': '20' }, 20_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': ['7', '8'] }, 7000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '-5' }, null],
    [{ 'retry-after': '' }, null],
    [{}, null],
  ])('%j is %j ms', (headers, expected) => {
    expect(read(headers)).toBe(expected);
  });

  it.each([
    [{ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '6m0s' }, 360_000],
    [{ 'x-ratelimit-remaining-requests': '5', 'x-ratelimit-reset-requests': '6m0s' }, null],
    [{ 'x-ratelimit-reset-requests': '6m0s' }, null],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW + 4000) }, 4000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 4) }, 4000],
    [
      {
        'anthropic-ratelimit-tokens-remaining': '0',
        'anthropic-ratelimit-tokens-reset': '2026-11-22T12:00:05Z',
      },
      5000,
    ],
    [
      {
        'anthropic-ratelimit-tokens-remaining': '9',
        'anthropic-ratelimit-tokens-reset': '2026-11-22T12:00:05Z',
      },
      null,
    ],
    [
      {
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '1s',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '120ms',
      },
      1000,
    ],
  ])('counts a reset only when nothing remains: %j', (headers, expected) => {
    expect(read(headers)).toBe(expected);
  });

  it.each([
    ['Rate limit reached. Please try again in 20s. Visit …', 20_000],
    ['Please try again in 1m30.5s.', 90_500],
    ['try again in 500ms', 500],
    ['Please retry in 34.074824224s.', 34_075],
    ['try again in 2 minutes', 120_000],
    ['try again later', null],
    ['try again in a moment', null],
  ])('reads "%s"', (message, expected) => {
    expect(read({}, message)).toBe(expected);
  });

  it('believes headers before the body, and the body before its text', () => {
    expect(read({ 'retry-after': '1' }, 'try again in 3s', 2000)).toBe(1000);
    expect(read({}, 'try again in 3s', 2000)).toBe(2000);
  });
});

describe('parseDurationMs', () => {
  it.each([
    ['3.5s', 3500],
    ['1h2m3s', 3_723_000],
    ['2 days', 172_800_000],
    ['5 months', null],
    ['', null],
    ['12', null],
  ])('%j is %j', (text, expected) => {
    expect(parseDurationMs(text)).toBe(expected);
  });
});
