import { describe, expect, it } from 'vitest';
import { unwrapArgs } from './unwrap-args';

describe('unwrapArgs', () => {
  it.each([
    ['{"value":{"a": 12345678901234567890}}', '{"a": 12345678901234567890}'],
    [' { "value" : [1, 2] } ', '[1, 2]'],
    ['{"value":"}"}', '"}"'],
    ['{"value":{"a":1', '{"a":1'],
    ['{"a":1}', '{"a":1}'],
    ['{"value":1,"other":2}', '{"value":1,"other":2}'],
    ['', ''],
  ])('makes of %j %j', (args, expected) => {
    expect(unwrapArgs(args)).toBe(expected);
  });
});
