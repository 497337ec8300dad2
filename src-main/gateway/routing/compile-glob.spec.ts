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
