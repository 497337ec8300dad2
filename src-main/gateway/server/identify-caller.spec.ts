import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { expect, it } from 'vitest';
import { UNBOUND } from '#shared/domain/gateway-token';
import { createAttemptLimiter } from './attempt-limiter';
import { indexTokens } from './authenticate';
import { identifyCaller } from './identify-caller';

const TOKEN = 'rtx_fake-token-for-tests';
const ENTRY = {
  ...UNBOUND,
  id: 'tk_1',
  name: 'default',
  sha256: createHash('sha256').update(TOKEN).digest('hex'),
};
const OTHER_TOKEN = 'rtx_fake-other-token-for-tests';
const OTHER_ENTRY = {
  id: 'tk_2',
  name: 'other',
  sha256: createHash('sha256').update(OTHER_TOKEN).digest('hex'),
  ...UNBOUND,
};
const WRONG = expect.objectContaining({ kind: 'gateway_auth' });
const HELD_OFF = expect.objectContaining({
  kind: 'too_many_attempts',
  retryable: true,
  retryAfterMs: 60_000,
});

const HERE = '192.0.2.1';
const MINUTE_MS = 60_000;

function openWithClock() {
  const clock = { time: 0, monotonic: () => clock.time };
  const context = {
    tokens: indexTokens([ENTRY, OTHER_ENTRY]),
    attempts: createAttemptLimiter({ limit: 4, clock }),
  };
  /** Each time on a connection of its own. */
  const identify = (headers: IncomingHttpHeaders, queryKey: string | null = null, remoteAddress = HERE) =>
    identifyCaller({ headers, socket: { remoteAddress } }, queryKey, context);
  const guess = (): void => {
    for (let count = 0; count < 4; count += 1) {
      expect(() => identify({ 'x-api-key': `guess ${count} at ${clock.time}` })).toThrow(WRONG);
    }
  };
  return { identify, guess, clock, context };
}

const open = () => openWithClock().identify;

it('holds an address off after too many different wrong tokens, a right one included', () => {
  const identify = open();
  // Each of these is a guess: whatever matches would be let in.
  expect(() => identify({ 'x-api-key': 'a', authorization: 'Bearer b' }, 'c')).toThrow(WRONG);
  expect(identify({ 'x-api-key': OTHER_TOKEN }).token).toBe(OTHER_ENTRY);
  expect(() => identify({ 'x-goog-api-key': 'd' })).toThrow(WRONG);
  expect(() => identify({ 'x-api-key': TOKEN })).toThrow(HELD_OFF);
});

it('lets an agent go on whose neighbour on the same machine guesses', () => {
  const { identify, guess } = openWithClock();
  identify({ 'x-api-key': TOKEN });
  guess();
  expect(() => identify({ 'x-api-key': 'another guess' })).toThrow(HELD_OFF);
  expect(() => identify({})).toThrow(HELD_OFF);
  const login = { authorization: 'Bearer fake-login' };
  expect(identify({ ...login, 'x-routex-token': TOKEN })).toEqual({ token: ENTRY, login });
  expect(identify({}, TOKEN).token).toBe(ENTRY);
});

it('takes no token while it holds an address off that came from another one, or that is gone', () => {
  const { identify, guess, context } = openWithClock();
  identify({ 'x-api-key': TOKEN }, null, '192.0.2.2');
  identify({ 'x-api-key': OTHER_TOKEN });
  guess();
  expect(() => identify({ 'x-api-key': TOKEN })).toThrow(HELD_OFF);
  expect(identify({ 'x-api-key': OTHER_TOKEN }).token).toBe(OTHER_ENTRY);
  context.tokens = indexTokens([ENTRY]);
  expect(() => identify({ 'x-api-key': OTHER_TOKEN })).toThrow(HELD_OFF);
});

it('remembers a token for an hour from when it was last right, also while its address is held off', () => {
  const { identify, guess, clock } = openWithClock();
  identify({ 'x-api-key': TOKEN });
  for (const minutes of [59, 59]) {
    clock.time += minutes * MINUTE_MS;
    guess();
    expect(identify({ 'x-api-key': TOKEN }).token).toBe(ENTRY);
  }
  clock.time += 60 * MINUTE_MS;
  guess();
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
