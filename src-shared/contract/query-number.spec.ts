import { expect, it } from 'vitest';
import * as z from 'zod';
import { queryNumber } from './query-number';

const schema = queryNumber(z.number().int().min(0).max(10));

it.each([
  [5, 5],
  ['5', 5],
  [' 7 ', 7],
  ['1e1', 10],
])('reads %j as %i', (value, expected) => {
  expect(schema.parse(value)).toBe(expected);
});

// What `z.coerce` takes for 0 or 1 is among them.
it.each([
  [''],
  [' '],
  [null],
  [[]],
  [['5']],
  [true],
  [{}],
  ['NaN'],
  ['Infinity'],
  ['5x'],
  ['0.5'],
  [11],
  ['-1'],
])('refuses %j', (value) => {
  expect(schema.safeParse(value).success).toBe(false);
});

it('may be left out', () => {
  expect(z.object({ limit: schema.default(3), from: schema.optional() }).parse({})).toEqual({ limit: 3 });
});
