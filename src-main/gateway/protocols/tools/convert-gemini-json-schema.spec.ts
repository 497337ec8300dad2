import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitrarySchema } from './testing/arbitrary-schema';
import { listSchemaKeys } from './testing/list-schema-keys';
import { convertGeminiJsonSchema } from './convert-gemini-json-schema';

const ALLOWED =
  '$id $defs $ref $anchor type format title description enum items prefixItems minItems maxItems minimum maximum anyOf oneOf properties additionalProperties required propertyOrdering'.split(
    ' ',
  );

const convert = (schema: object, warnings: string[] = []): unknown =>
  convertGeminiJsonSchema({ ...schema }, (warning) => warnings.push(warning));

describe('convertGeminiJsonSchema', () => {
  it('case 99: keywords Gemini refuses are said with those it takes, or dropped', () => {
    expect(
      convert({
        $schema: 'x',
        type: 'object',
        properties: {
          kind: { const: 'file', default: 'file' },
          size: { type: 'integer', exclusiveMinimum: 0, exclusiveMaximum: 10, multipleOf: 2 },
          old: { type: 'integer', minimum: 3, exclusiveMinimum: true },
          ratio: { type: 'number', exclusiveMinimum: 0, minimum: -1 },
          name: { type: ['string', 'null'], description: 'N', minLength: 1, pattern: 'a' },
          either: { type: ['string', 'integer'], enum: ['a', 1], format: 'x' },
          ref: { $ref: '#/definitions/A', description: 'lost' },
          map: { type: 'object', propertyNames: { pattern: 'a' }, additionalProperties: { not: {} } },
          tuple: { type: 'array', items: [{ type: 'string' }, true] },
          __proto__: { type: 'string' },
        },
        required: ['kind'],
        definitions: { A: { type: 'OBJECT', if: {}, patternProperties: {} } },
      }),
    ).toEqual({
      type: 'object',
      properties: {
        kind: { enum: ['file'] },
        size: { type: 'integer', minimum: 1, maximum: 9 },
        old: { type: 'integer', minimum: 4 },
        ratio: { type: 'number', minimum: -1 },
        name: { description: 'N', anyOf: [{ type: 'string' }, { type: 'null' }] },
        either: {
          anyOf: [
            { type: 'string', format: 'x', enum: ['a'] },
            { type: 'integer', enum: [1] },
          ],
        },
        ref: { $ref: '#/$defs/A' },
        map: { type: 'object', additionalProperties: {} },
        tuple: { type: 'array', prefixItems: [{ type: 'string' }, {}] },
        __proto__: { type: 'string' },
      },
      required: ['kind'],
      $defs: { A: { type: 'object' } },
    });
  });

  it('case 99: allOf is merged into the node, references opened', () => {
    expect(
      convert({
        type: 'object',
        allOf: [
          { $ref: '#/$defs/Base' },
          { properties: { b: { type: 'number' } }, required: ['b'] },
          { allOf: [{ $ref: '#/$defs/Base' }, { description: 'D' }] },
        ],
        properties: { a: { type: 'integer' } },
        $defs: { Base: { properties: { a: { type: 'string' }, c: { type: 'string' } }, required: ['a'] } },
      }),
    ).toMatchObject({
      type: 'object',
      description: 'D',
      properties: { a: { type: 'integer' }, b: { type: 'number' }, c: { type: 'string' } },
      required: ['a', 'b'],
    });
  });

  it('case 99: a circle through required properties only is cut and told, others stay', () => {
    const warnings: string[] = [];
    const schema = {
      type: 'object',
      properties: { tree: { $ref: '#/$defs/Tree' }, list: { $ref: '#/$defs/List' } },
      required: ['tree', 'list'],
      $defs: {
        Tree: {
          type: 'object',
          properties: { children: { type: 'array', items: { $ref: '#/$defs/Tree' } } },
        },
        List: { type: 'object', properties: { next: { $ref: '#/$defs/List' } }, required: ['next'] },
      },
    };
    expect(convert(schema, warnings)).toEqual({
      ...schema,
      $defs: {
        Tree: schema.$defs.Tree,
        List: { type: 'object', properties: { next: { type: 'object' } }, required: ['next'] },
      },
    });
    expect(warnings).toEqual([
      'The schema reference #/$defs/List leads back to itself; Gemini gets any object in its place.',
    ]);
  });

  it('writes out references that are not to definitions', () => {
    expect(
      convert({
        type: 'object',
        properties: {
          a: { type: 'object', properties: { up: { $ref: '#' } } },
          b: { $ref: '#/properties/a/properties/up' },
          c: { $ref: 'https://example.test/schema' },
          d: { $ref: '#/properties/e' },
          e: { type: 'string' },
        },
      }),
    ).toEqual({
      type: 'object',
      properties: {
        a: { type: 'object', properties: { up: { type: 'object' } } },
        b: { type: 'object' },
        c: { type: 'object' },
        d: { type: 'string' },
        e: { type: 'string' },
      },
    });
  });

  it('opens a root that only points to a definition', () => {
    expect(convert({ $ref: '#/$defs/A', $defs: { A: { type: 'object', title: 'A' } } })).toEqual({
      type: 'object',
      title: 'A',
      $defs: { A: { type: 'object', title: 'A' } },
    });
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
