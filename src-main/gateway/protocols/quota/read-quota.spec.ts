import { describe, expect, it } from 'vitest';
import { readQuota } from './read-quota';

const NOW = Date.parse('2026-11-27T10:00:00Z');
const quota = (kind: string, change: object) => ({
  kind,
  limit: null,
  remaining: null,
  utilization: null,
  resetAt: null,
  ...change,
});

describe('the limits that an answer tells', () => {
  it.each<[string, Record<string, string>, object[], number | null]>([
    [
      'Anthropic’s',
      {
        'anthropic-ratelimit-requests-limit': '50',
        'anthropic-ratelimit-requests-remaining': '49',
        'anthropic-ratelimit-requests-reset': '2026-11-27T10:00:01Z',
        'anthropic-ratelimit-input-tokens-limit': '40000',
        'anthropic-ratelimit-input-tokens-remaining': '0',
        'anthropic-ratelimit-input-tokens-reset': '2026-11-27T10:00:30Z',
      },
      [
        quota('requests', { limit: 50, remaining: 49, resetAt: NOW + 1000 }),
        quota('input-tokens', { limit: 40_000, remaining: 0, resetAt: NOW + 30_000 }),
      ],
      NOW + 30_000,
    ],
    [
      'a subscription’s',
      {
        'anthropic-ratelimit-unified-status': 'allowed',
        'anthropic-ratelimit-unified-reset': String(NOW / 1000 + 60),
        'anthropic-ratelimit-unified-5h-utilization': '0.25',
        'anthropic-ratelimit-unified-5h-status': 'allowed',
        'anthropic-ratelimit-unified-5h-reset': String(NOW / 1000 + 60),
        'anthropic-ratelimit-unified-representative-claim': 'five_hour',
      },
      [quota('unified-5h', { utilization: 0.25, resetAt: NOW + 60_000 })],
      null,
    ],
    [
      'a subscription’s that is used up',
      {
        'anthropic-ratelimit-unified-status': 'rejected',
        'anthropic-ratelimit-unified-reset': String(NOW / 1000 + 60),
      },
      [],
      NOW + 60_000,
    ],
    [
      'a subscription’s that goes on beyond a full window',
      {
        'anthropic-ratelimit-unified-status': 'allowed',
        'anthropic-ratelimit-unified-5h-utilization': '1.0',
        'anthropic-ratelimit-unified-5h-reset': String(NOW / 1000 + 60),
      },
      [quota('unified-5h', { utilization: 1, resetAt: NOW + 60_000 })],
      null,
    ],
    [
      'OpenAI’s',
      {
        'x-ratelimit-limit-requests': '60',
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '1s',
        'x-ratelimit-limit-tokens': '150000',
        'x-ratelimit-remaining-tokens': '149984',
        'x-ratelimit-reset-tokens': '6m0s',
      },
      [
        quota('requests', { limit: 60, remaining: 0, resetAt: NOW + 1000 }),
        quota('tokens', { limit: 150_000, remaining: 149_984, resetAt: NOW + 360_000 }),
      ],
      NOW + 1000,
    ],
    [
      'those without a kind, and with a point in time',
      { 'x-ratelimit-limit': '20', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW + 5000) },
      [quota('requests', { limit: 20, remaining: 0, resetAt: NOW + 5000 })],
      NOW + 5000,
    ],
    [
      'used up without a time',
      { 'x-ratelimit-remaining-tokens': '0' },
      [quota('tokens', { remaining: 0 })],
      null,
    ],
    [
      'values that are none',
      {
        'x-ratelimit-limit-requests': '60, 60',
        'x-ratelimit-remaining-requests': '-1',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '9999-12-31T00:00:00Z',
        'x-ratelimit-reset-requests': 'soon',
      },
      [quota('tokens', { remaining: 0 })],
      null,
    ],
  ])('%s', (_title, headers, quotas, exhaustedUntil) => {
    expect(readQuota(headers, NOW)).toEqual({ quotas, exhaustedUntil });
  });

  it.each<[Record<string, string | string[]>]>([
    [{}],
    [{ 'content-type': 'application/json', 'x-request-id': 'r' }],
    [{ 'x-ratelimit-remaining': 'many', 'x-ratelimit-reset': '1s', 'x-ratelimit-policy': 'a' }],
    [{ 'x-ratelimit-remaining': ['1', '2'] }],
  ])('none: %j', (headers) => {
    expect(readQuota(headers, NOW)).toBeNull();
  });
});
