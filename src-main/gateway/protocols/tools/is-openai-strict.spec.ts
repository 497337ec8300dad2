import { describe, expect, it } from 'vitest';
import { isOpenaiStrict } from './is-openai-strict';

const closed = (properties: object): Record<string, unknown> => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

describe('isOpenaiStrict', () => {
  it.each([
    ['closed objects', closed({ a: { type: ['string', 'null'] }, b: { type: 'array', items: closed({}) } })],
    [
      'a circle',
      { ...closed({ a: { anyOf: [{ $ref: '#' }, { type: 'null' }] } }), $defs: { A: closed({}) } },
    ],
  ])('takes %s', (_name, schema) => {
    expect(isOpenaiStrict(schema)).toBe(true);
  });

  it.each([
    ['an optional property', { ...closed({ a: {}, b: {} }), required: ['a'] }],
    ['an open object', { type: 'object', properties: {} }],
    ['an open object within', closed({ a: { type: 'array', items: { type: 'object' } } })],
    ['an open definition', { ...closed({}), $defs: { A: { properties: {} } } }],
    ['a keyword that is not known', closed({ a: { allOf: [{ type: 'string' }] } })],
    ['a choice at the root', { ...closed({}), anyOf: [closed({})] }],
    ['no object', { type: 'string' }],
    ['a schema that is none', closed({ a: true })],
  ])('does not take %s', (_name, schema) => {
    expect(isOpenaiStrict(schema)).toBe(false);
  });
});
