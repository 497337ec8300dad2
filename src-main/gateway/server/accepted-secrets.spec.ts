import { describe, expect, it } from 'vitest';
import { createAcceptedSecrets } from './accepted-secrets';

const MINUTE_MS = 60_000;

function open() {
  const clock = { time: 5_000_000, monotonic: () => clock.time };
  let read = 0;
  const connect = (address = '192.0.2.1') => ({
    get remoteAddress() {
      read += 1;
      return address;
    },
  });
  return { accepted: createAcceptedSecrets(clock), clock, connect, reads: () => read };
}

describe('createAcceptedSecrets', () => {
  it('knows a secret by the address it came from, on whatever connection', () => {
    const { accepted, connect } = open();
    accepted.note(connect(), 'a');
    expect(accepted.has(connect(), 'a')).toBe(true);
    expect(accepted.has(connect('::ffff:192.0.2.1'), 'a')).toBe(true);
    expect(accepted.has(connect(), 'b')).toBe(false);
    expect(accepted.has(connect('192.0.2.2'), 'a')).toBe(false);
  });

  it('forgets it an hour after it last came', () => {
    const { accepted, connect, clock } = open();
    accepted.note(connect(), 'a');
    clock.time += 60 * MINUTE_MS - 1;
    expect(accepted.has(connect(), 'a')).toBe(true);
    clock.time += 1;
    expect(accepted.has(connect(), 'a')).toBe(false);
  });

  it('keeps an hour of what a connection that never ends sends all the time', () => {
    const { accepted, connect, clock, reads } = open();
    const connection = connect();
    for (let second = 0; second < 2 * 60 * 60; second += 1) {
      accepted.note(connection, 'a');
      clock.time += 1000;
    }
    // What a request costs: the address is looked at once a minute.
    expect(reads()).toBe(2 * 60);
    clock.time += 58 * MINUTE_MS;
    expect(accepted.has(connection, 'a')).toBe(true);
  });

  it('notes each secret of a connection that uses several', () => {
    const { accepted, connect } = open();
    const connection = connect();
    for (const digest of ['a', 'b', 'a']) accepted.note(connection, digest);
    expect([accepted.has(connection, 'a'), accepted.has(connection, 'b')]).toEqual([true, true]);
  });

  it('keeps a bounded number', () => {
    const { accepted, connect } = open();
    accepted.note(connect(), 'oldest');
    for (let index = 0; index < 4096; index += 1) accepted.note(connect(), `${index}`);
    expect(accepted.has(connect(), 'oldest')).toBe(false);
    expect(accepted.has(connect(), '4095')).toBe(true);
  });
});
