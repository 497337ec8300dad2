import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileGlob } from './compile-glob';

it.each([
  ['claude-*', 'claude-opus-4', true],
  ['claude-*', 'my-claude-opus', false],
  ['*opus*', 'Claude-OPUS-4', true],
  ['a*b*c', 'a--b--c', true],
  ['a*b*c', 'a--c--b', false],
  ['ab*ba', 'aba', false],
  ['*', '', true],
  ['m', 'm', true],
  ['m', 'mm', false],
  ['a.c', 'abc', false],
])('%s on %s is %s', (pattern, text, expected) => {
  expect(compileGlob(pattern)(text)).toBe(expected);
});

it('tells what a regular expression would tell', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'B', '-'), maxLength: 12 });
  const pattern = fc.string({ unit: fc.constantFrom('A', 'b', '-', '*'), maxLength: 8 });
  fc.assert(
    fc.property(pattern, text, (given, subject) => {
      const expression = new RegExp(`^${given.replaceAll('*', '.*')}$`, 'i');
      expect(compileGlob(given)(subject)).toBe(expression.test(subject));
    }),
    { numRuns: 3000 },
  );
});
