import { expect, it } from 'vitest';
import { last4 } from './last4';

it.for([
  ['', null],
  ['12345678901', null],
  ['123456789012', '9012'],
  ['sk-ant-api03-abcd', 'abcd'],
] as const)('shows the end of %s only when it is long enough', ([secret, shown]) => {
  expect(last4(secret)).toBe(shown);
});
