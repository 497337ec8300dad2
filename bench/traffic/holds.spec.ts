import { describe, expect, it } from 'vitest';
import { holds } from './holds';

describe('holds', () => {
  it.each([
    [{ a: 1, more: 2 }, { a: 1 }],
    [{ a: { b: [1, { c: null, more: 0 }] } }, { a: { b: [1, { c: null }] } }],
    [
      { a: [], b: {} },
      { a: [], b: {} },
    ],
  ])('lets %j be more than %j', (value, expected) => {
    expect(holds(value, expected)).toBe(true);
  });

  it.each([
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { a: null }],
    [{}, { a: null }],
    [{ a: [1, 2] }, { a: [1] }],
    [{ a: {} }, { a: [] }],
    [null, {}],
    [{}, { constructor: Object }],
  ])('does not take %j for %j', (value, expected) => {
    expect(holds(value, expected)).toBe(false);
  });
});
