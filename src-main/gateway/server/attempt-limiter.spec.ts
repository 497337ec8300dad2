import { describe, expect, it } from 'vitest';
import { createAttemptLimiter } from './attempt-limiter';

const LIMIT = 3;
const MINUTE_MS = 60_000;
const HERE = { remoteAddress: '192.0.2.1' };
const THERE = { remoteAddress: '192.0.2.2' };

function open(limit = LIMIT) {
  const clock = { time: 5_000_000, monotonic: () => clock.time };
  const limiter = createAttemptLimiter({ limit, clock });
  const guess = (peer: { remoteAddress: string }, ...secrets: string[]): void => limiter.note(peer, secrets);
  return { clock, limiter, guess };
}

describe('createAttemptLimiter', () => {
  it('holds an address off after as many different wrong secrets as it may try, and no other address', () => {
    const { clock, limiter, guess } = open();
    guess(HERE, 'a');
    guess(HERE, 'b');
    expect(limiter.waitMs(HERE)).toBeNull();
    clock.time += 10_000;
    guess(HERE, 'c');
    expect(limiter.waitMs(HERE)).toBe(MINUTE_MS - 10_000);
    expect(limiter.waitMs(THERE)).toBeNull();
  });

  it('takes one wrong secret that is repeated for one guess', () => {
    const { limiter, guess } = open();
    for (let count = 0; count < 1000; count += 1) guess(HERE, 'the token of yesterday');
    expect(limiter.waitMs(HERE)).toBeNull();
  });

  it('counts every secret of a request that carries several', () => {
    const { limiter, guess } = open();
    guess(HERE, 'a', 'b', 'c');
    expect(limiter.waitMs(HERE)).toBe(MINUTE_MS);
  });

  it('lets the address try again when the minute is over, from nothing', () => {
    const { clock, limiter, guess } = open();
    guess(HERE, 'a', 'b', 'c');
    clock.time += MINUTE_MS - 1;
    expect(limiter.waitMs(HERE)).toBe(1);
    clock.time += 1;
    expect(limiter.waitMs(HERE)).toBeNull();
    guess(HERE, 'd', 'e');
    expect(limiter.waitMs(HERE)).toBeNull();
  });

  it('forgets guesses of the minute before', () => {
    const { clock, limiter, guess } = open();
    guess(HERE, 'a', 'b');
    clock.time += MINUTE_MS;
    guess(HERE, 'c');
    expect(limiter.waitMs(HERE)).toBeNull();
  });

  it('holds two addresses off, each until its own minute is over', () => {
    const { clock, limiter, guess } = open();
    guess(HERE, 'a', 'b', 'c');
    clock.time += 30_000;
    guess(THERE, 'a', 'b', 'c');
    clock.time += 30_000;
    expect(limiter.waitMs(HERE)).toBeNull();
    expect(limiter.waitMs(THERE)).toBe(30_000);
  });

  it('takes all addresses of one IPv6 network, and both ways to write an IPv4 address, for one', () => {
    const { limiter, guess } = open();
    guess({ remoteAddress: '2001:db8::1' }, 'a');
    guess({ remoteAddress: '2001:db8::2' }, 'b');
    guess({ remoteAddress: '2001:db8::ffff:3' }, 'c');
    expect(limiter.waitMs({ remoteAddress: '2001:db8::4' })).toBe(MINUTE_MS);
    expect(limiter.waitMs({ remoteAddress: '2001:db8:0:1::4' })).toBeNull();
    guess(HERE, 'a', 'b', 'c');
    expect(limiter.waitMs({ remoteAddress: `::ffff:${HERE.remoteAddress}` })).toBe(MINUTE_MS);
  });

  it('does not read the address while no one is held off', () => {
    const { limiter } = open();
    const peer = {
      get remoteAddress(): string {
        throw new Error('read');
      },
    };
    expect(limiter.waitMs(peer)).toBeNull();
  });

  it('keeps a bounded number of addresses', () => {
    const { limiter, guess } = open();
    guess(HERE, 'a', 'b', 'c');
    for (let index = 0; index < 5000; index += 1) {
      guess({ remoteAddress: `10.0.${index >> 8}.${index & 255}` }, 'a');
    }
    // The oldest was dropped for the newer ones.
    expect(limiter.waitMs(HERE)).toBeNull();
  });
});
