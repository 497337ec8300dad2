import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { expect, it } from 'vitest';
import { createAttemptLimiter } from './attempt-limiter';
import { indexTokens } from './authenticate';
import { identifyCaller } from './identify-caller';

const TOKEN = 'rtx_fake-token-for-tests';
const ENTRY = { id: 'tk_1', name: 'default', sha256: createHash('sha256').update(TOKEN).digest('hex') };
const WRONG = expect.objectContaining({ kind: 'gateway_auth' });
const HELD_OFF = expect.objectContaining({
  kind: 'too_many_attempts',
  retryable: true,
  retryAfterMs: 60_000,
});

function open() {
  const context = {
    tokens: indexTokens([ENTRY]),
    attempts: createAttemptLimiter({ limit: 4, clock: { monotonic: () => 0 } }),
  };
  const socket = { remoteAddress: '192.0.2.1' };
  return (headers: IncomingHttpHeaders, queryKey: string | null = null) =>
    identifyCaller({ headers, socket }, queryKey, context);
}

it('holds an address off after too many different wrong tokens, the right one included', () => {
  const identify = open();
  expect(identify({ 'x-api-key': TOKEN }).token).toBe(ENTRY);
  // Each of these is a guess: whatever matches would be let in.
  expect(() => identify({ 'x-api-key': 'a', authorization: 'Bearer b' }, 'c')).toThrow(WRONG);
  expect(identify({ 'x-api-key': TOKEN }).token).toBe(ENTRY);
  expect(() => identify({ 'x-goog-api-key': 'd' })).toThrow(WRONG);
  expect(() => identify({ 'x-api-key': TOKEN })).toThrow(HELD_OFF);
});

it('takes one wrong token for one guess, wherever it is sent', () => {
  const identify = open();
  for (let times = 0; times < 100; times += 1) {
    expect(() => identify({ 'x-api-key': 'old', authorization: 'Bearer old' }, 'old')).toThrow(WRONG);
    expect(() => identify({})).toThrow(WRONG);
  }
  expect(identify({ 'x-api-key': TOKEN }).token).toBe(ENTRY);
});

it('does not count another login that is sent beside the right token', () => {
  const identify = open();
  for (let login = 0; login < 10; login += 1) {
    identify({ 'x-routex-token': TOKEN, authorization: `Bearer fake-login-${login}` });
  }
  expect(identify({ 'x-api-key': TOKEN }).token).toBe(ENTRY);
});

it('does not count what a web page makes a browser send', () => {
  const identify = open();
  for (let guess = 0; guess < 10; guess += 1) {
    expect(() => identify({ 'sec-fetch-site': 'cross-site' }, `guess${guess}`)).toThrow(WRONG);
  }
  expect(identify({ 'x-api-key': TOKEN }).token).toBe(ENTRY);
});
