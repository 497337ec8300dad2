import { expect, it } from 'vitest';
import { createLoginCodes } from './login-codes';

function open() {
  const clock = { time: 1000, now: () => 1_800_000_000_000 + clock.time, monotonic: () => clock.time };
  return { clock, codes: createLoginCodes(clock) };
}

it('signs in once', () => {
  const { codes } = open();
  const { code, expiresAt } = codes.create();
  expect(code).toMatch(/^[\w-]{43}$/);
  expect(expiresAt).toBe(1_800_000_301_000);
  expect([codes.redeem(code), codes.redeem(code)]).toEqual([true, false]);
});

it('knows no code but its own', () => {
  const { codes } = open();
  const { code } = codes.create();
  expect(['', 'x', `${code}=`, code.slice(1)].filter((other) => codes.redeem(other))).toEqual([]);
  expect(codes.redeem(code)).toBe(true);
});

it('refuses a code after five minutes, whatever became of the wall clock', () => {
  const { codes, clock } = open();
  const early = codes.create();
  const late = codes.create();
  clock.time += 299_999;
  expect(codes.redeem(early.code)).toBe(true);
  clock.time += 1;
  expect(codes.redeem(late.code)).toBe(false);
});

it('keeps 16 links; the oldest goes', () => {
  const { codes } = open();
  const links = Array.from({ length: 17 }, () => codes.create());
  expect(links.map(({ code }) => codes.redeem(code))).toEqual(links.map((_, index) => index > 0));
});
