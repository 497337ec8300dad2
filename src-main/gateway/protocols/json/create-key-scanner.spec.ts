import { describe, expect, it } from 'vitest';
import { createKeyScanner } from './create-key-scanner';

const find = createKeyScanner(['usage', 'error']);
const scan = (value: unknown, indent?: number): number =>
  find(Buffer.from(JSON.stringify(value, null, indent)));

describe('createKeyScanner', () => {
  it.each([
    [{ usage: { a: 1 } }, 1],
    [{ a: [{ error: 'x' }] }, 2],
    [{ error: 0, usage: false }, 1],
    [{ usage: null, error: '' }, 0],
    [{ usages: 1, errors: 1, xusage: 1 }, 0],
    [{ text: '"usage":{"a":1}', more: '"usage": 1,' }, 0],
    [{ text: 'usage', error_: 'error' }, 0],
    // A first null must not hide what follows it.
    [{ choices: [{ usage: null }], usage: { a: 1 } }, 1],
  ])('finds in %j the set %i', (value, expected) => {
    expect([scan(value), scan(value, 2)]).toEqual([expected, expected]);
  });

  it('takes white space around the colon', () => {
    expect([find(Buffer.from('{"usage"  :  null}')), find(Buffer.from('{"usage"  :  1}'))]).toEqual([0, 1]);
  });

  it('does not read past the end', () => {
    for (const text of ['"usage', '"usage"', '"usage":', '"'])
      expect(find(Buffer.from(text))).toBeLessThan(4);
  });
});
