import { describe, expect, it } from 'vitest';
import { convertSchema } from './convert-schema';

describe('convertSchema', () => {
  it.each([
    [{ type: 'STRING', nullable: true }, { type: ['string', 'null'] }],
    [
      { type: 'STRING', format: 'enum', enum: ['a'], nullable: true },
      { type: ['string', 'null'], enum: ['a', null] },
    ],
    [
      { anyOf: [{ type: 'STRING' }, { type: 'NUMBER' }], nullable: true },
      { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'null' }] },
    ],
    [{ type: 'STRING', nullable: false }, { type: 'string' }],
    [{ type: 'TYPE_UNSPECIFIED', description: 'x' }, { description: 'x' }],
    [
      { type: 'ARRAY', minItems: '1', max_items: '3', items: { type: 'INTEGER', minimum: '-2' } },
      { type: 'array', minItems: 1, maxItems: 3, items: { type: 'integer', minimum: -2 } },
    ],
    [
      { type: 'STRING', maxLength: 'many' },
      { type: 'string', maxLength: 'many' },
    ],
    [
      { type: 'STRING', example: 'a' },
      { type: 'string', examples: ['a'] },
    ],
    [
      { type: 'object', properties: { type: { type: 'string' }, any_of: { type: 'STRING' } } },
      { type: 'object', properties: { type: { type: 'string' }, any_of: { type: 'string' } } },
    ],
  ])('%j', (schema, expected) => {
    expect(convertSchema(schema)).toEqual(expected);
  });
});
