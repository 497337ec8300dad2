import { describe, expect, it } from 'vitest';
import type { ErrorKind } from '#shared/domain/error-kind';
import { classifyFailure, isRetryable, selectMostInformative } from './failure-class';

function failure(kind: ErrorKind, answered = true) {
  return { error: { kind }, answer: answered ? {} : null };
}

describe('what happens after a failed attempt', () => {
  it.each([
    ['invalid_request', 'client'],
    ['context_length', 'client'],
    ['too_large', 'client'],
    ['shutting_down', 'client'],
    ['auth', 'credential'],
    ['rate_limit', 'credential'],
    ['billing', 'credential'],
    ['overloaded', 'channel'],
    ['server_error', 'channel'],
    ['not_found', 'channel'],
    ['timeout', 'channel'],
    ['unreachable', 'channel'],
    ['truncated', 'channel'],
    ['bad_response', 'channel'],
  ] as const)('%s → %s', (kind, failureClass) => {
    expect(classifyFailure(kind)).toBe(failureClass);
  });

  it.each([
    ['rate_limit', true],
    ['overloaded', true],
    ['server_error', true],
    ['unreachable', true],
    ['auth', false],
    ['billing', false],
    ['not_found', false],
    ['invalid_request', false],
  ] as const)('a client may try again after %s: %s', (kind, expected) => {
    expect(isRetryable(kind)).toBe(expected);
  });
});

describe('the failure a client hears of', () => {
  it.each([
    ['a rate limit before a server error', [failure('server_error'), failure('rate_limit')], 'rate_limit'],
    ['a context overflow before all', [failure('rate_limit'), failure('context_length')], 'context_length'],
    ['an answer before a dead connection', [failure('unreachable', false), failure('auth')], 'auth'],
    ['the first of equals', [failure('server_error'), failure('auth')], 'server_error'],
  ] as const)('is %s', (_title, [first, ...rest], expected) => {
    expect(selectMostInformative([first, ...rest]).error.kind).toBe(expected);
  });
});
