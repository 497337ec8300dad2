import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitrarySchema } from './testing/arbitrary-schema';
import { listSchemaKeys } from './testing/list-schema-keys';
import { convertGeminiOpenapiSchema } from './convert-gemini-openapi-schema';

const ALLOWED =
  'type format title description nullable enum items properties required minItems maxItems minimum maximum minLength maxLength pattern anyOf propertyOrdering'.split(
    ' ',
  );

const convert = (schema: object, warnings: string[] = []): unknown =>
  convertGeminiOpenapiSchema({ ...schema }, (warning) => warnings.push(warning));

describe('convertGeminiOpenapiSchema', () => {
  it('case 99: everything is written out in the OpenAPI subset', () => {
    expect(
      convert({
        $schema: 'x',
        type: 'object',
        additionalProperties: false,
        properties: {
          kind: { const: 'file' },
          version: { const: 2, default: 2 },
          name: { type: ['string', 'null'], description: 'N', format: 'uri', minLength: 1 },
          either: { type: ['string', 'number'], description: 'E' },
          maybe: { anyOf: [{ type: 'string' }, { type: 'null' }], description: 'M' },
          mode: { enum: ['', 'a', 'b'] },
          level: { type: 'integer', enum: [1, 2], exclusiveMinimum: 0, format: 'int32' },
          list: { type: 'array', uniqueItems: true },
          pair: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] },
          ref: { $ref: '#/$defs/A' },
          nothing: { type: 'null' },
          any: true,
          empty: { type: 'object', properties: {}, required: ['x'] },
        },
        required: ['kind', 'gone'],
        $defs: { A: { properties: { b: { type: 'boolean', examples: [true] } } } },
      }),
    ).toEqual({
      type: 'object',
      properties: {
        kind: { type: 'string', enum: ['file'] },
        version: { type: 'number' },
        name: { type: 'string', description: 'N', minLength: 1, nullable: true },
        either: {
          anyOf: [
            { type: 'string', description: 'E' },
            { type: 'number', description: 'E' },
          ],
        },
        maybe: { type: 'string', description: 'M', nullable: true },
        mode: { type: 'string', enum: ['a', 'b'] },
        level: { type: 'integer', format: 'int32', minimum: 1 },
        list: { type: 'array', items: { type: 'string' } },
        pair: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'number' }] } },
        ref: { type: 'object', properties: { b: { type: 'boolean' } } },
        nothing: { type: 'string', nullable: true },
        any: { type: 'object' },
        empty: { type: 'object' },
      },
      required: ['kind'],
    });
  });

  it('case 99: a circle is cut at its second turn and told', () => {
    const warnings: string[] = [];
    const node = { type: 'object', properties: { next: { $ref: '#/$defs/Node' } } };
    expect(convert({ $ref: '#/$defs/Node', $defs: { Node: node } }, warnings)).toEqual({
      type: 'object',
      properties: { next: { type: 'object' } },
    });
    expect(warnings).toHaveLength(1);
  });

  it('makes one choice of choices within each other, with nothing beside it', () => {
    expect(
      convert({
        description: 'D',
        oneOf: [{ anyOf: [{ type: 'string' }, { type: 'null' }, { type: 'number', description: 'n' }] }],
      }),
    ).toEqual({
      anyOf: [
        { type: 'string', description: 'D', nullable: true },
        { type: 'number', description: 'n', nullable: true },
      ],
    });
  });

  it('stops writing out definitions that double at each step', () => {
    const defs = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => {
        const next = { $ref: `#/$defs/d${at + 1}` };
        return [`d${at}`, { type: 'object', properties: { a: next, b: next } }];
      }),
    );
    const text = JSON.stringify(convert({ $ref: '#/$defs/d0', $defs: defs }));
    expect(text.length).toBeLessThan(400_000);
  });

  it('never gives a keyword outside the subset, and always ends', () => {
    fc.assert(
      fc.property(arbitrarySchema, (schema) => {
        const keys = listSchemaKeys(convert(schema));
        expect([...keys].filter((key) => !ALLOWED.includes(key))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
