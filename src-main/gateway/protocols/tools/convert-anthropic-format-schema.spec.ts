import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema';
import { describe, expect, it } from 'vitest';
import { convertAnthropicFormatSchema } from './convert-anthropic-format-schema';

const SDK_SCHEMAS: readonly [string, object][] = [
  [
    'constraints',
    {
      type: 'object',
      description: 'A person',
      properties: {
        age: { type: 'integer', minimum: 0, maximum: 150 },
        mail: { type: 'string', format: 'email', maxLength: 200 },
        phone: { type: 'string', format: 'phone' },
        tags: { type: 'array', items: { type: 'string', pattern: 'a+' }, minItems: 3 },
        first: { type: 'array', items: { type: 'number' }, minItems: 1 },
      },
      required: ['age'],
      additionalProperties: true,
      minProperties: 1,
    },
  ],
  ['choices', { oneOf: [{ type: 'string' }, { type: 'object', properties: {} }], title: 'T' }],
  [
    'a choice beside an object',
    {
      type: 'object',
      properties: { a: { type: 'null' } },
      anyOf: [{ $ref: '#/$defs/A' }],
      $defs: { A: { const: 1 } },
    },
  ],
  [
    'literals',
    {
      type: 'object',
      properties: {
        a: { type: 'string', enum: ['x', 'y'] },
        b: { const: null },
        c: { enum: [{}], type: 'object' },
      },
    },
  ],
  [
    'definitions',
    {
      $ref: '#/$defs/A',
      $defs: { A: { allOf: [{ type: 'object' }, { type: 'string', minLength: 2 }] } },
      $schema: 'x',
    },
  ],
];

describe('convertAnthropicFormatSchema', () => {
  it.each(SDK_SCHEMAS)("does as Anthropic's own SDK does with %s", (_name, schema) => {
    expect(convertAnthropicFormatSchema({ ...schema })).toEqual(transformJSONSchema(schema as never));
  });

  it('reads definitions by their old name, and objects that are also something else', () => {
    expect(
      convertAnthropicFormatSchema({
        definitions: { A: { type: ['object', 'null'], properties: { b: { type: ['string', 'null'] } } } },
        properties: { a: { $ref: '#/definitions/A' } },
      }),
    ).toEqual({
      type: 'object',
      additionalProperties: false,
      properties: { a: { $ref: '#/$defs/A' } },
      $defs: {
        A: {
          anyOf: [
            {
              type: 'object',
              additionalProperties: false,
              properties: { b: { type: ['string', 'null'] } },
            },
            { type: 'null' },
          ],
        },
      },
    });
  });

  it('ends on a schema without end', () => {
    let schema: object = { type: 'string' };
    for (let depth = 0; depth < 5000; depth += 1) schema = { type: 'array', items: schema };
    expect(JSON.stringify(convertAnthropicFormatSchema({ ...schema })).length).toBeLessThan(5000);
  });
});
