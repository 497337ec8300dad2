import { describe, expect, it } from 'vitest';
import { convertAnthropicToolSchema } from './convert-anthropic-tool-schema';

const EMPTY = { type: 'object', properties: {} };

describe('convertAnthropicToolSchema', () => {
  it.each([
    ['none', null, EMPTY],
    ['an empty one', {}, EMPTY],
    ['a description only', { description: 'x' }, { description: 'x', ...EMPTY }],
    ['properties without a type', { properties: { a: {} } }, { properties: { a: {} }, type: 'object' }],
    ['an object or null', { type: ['object', 'null'], properties: {} }, EMPTY],
    ['a dialect', { $schema: 'http://json-schema.org/draft-07/schema#', ...EMPTY }, EMPTY],
    [
      'a reference to a definition',
      { $ref: '#/$defs/A', $defs: { A: EMPTY } },
      { ...EMPTY, $defs: { A: EMPTY } },
    ],
  ])('makes an object of %s', (_name, schema, expected) => {
    expect(convertAnthropicToolSchema(schema)).toEqual({ schema: expected, wrapped: false });
  });

  it('leaves a schema alone that is taken as it is', () => {
    const schema = { type: 'object', properties: { a: { oneOf: [{ type: 'string' }] } } };
    expect(convertAnthropicToolSchema(schema).schema).toBe(schema);
  });

  it('wraps a choice at the root, with its definitions and references still found', () => {
    const { schema, wrapped } = convertAnthropicToolSchema({
      $schema: 'x',
      anyOf: [
        { type: 'object', properties: { next: { $ref: '#' }, b: { $ref: '#/definitions/B' } } },
        { $ref: '#/anyOf/0/properties/next' },
      ],
      definitions: { B: { type: 'string' } },
    });
    expect(wrapped).toBe(true);
    expect(schema).toEqual({
      type: 'object',
      properties: {
        value: {
          anyOf: [
            {
              type: 'object',
              properties: { next: { $ref: '#/properties/value' }, b: { $ref: '#/definitions/B' } },
            },
            { $ref: '#/properties/value/anyOf/0/properties/next' },
          ],
        },
      },
      required: ['value'],
      definitions: { B: { type: 'string' } },
    });
  });

  it.each([{ type: 'string' }, { enum: ['a'] }, { allOf: [{ type: 'object' }] }])(
    'wraps %j, which no tool of Anthropic may take',
    (schema) => {
      expect(convertAnthropicToolSchema(schema)).toEqual({
        schema: { type: 'object', properties: { value: schema }, required: ['value'] },
        wrapped: true,
      });
    },
  );
});
