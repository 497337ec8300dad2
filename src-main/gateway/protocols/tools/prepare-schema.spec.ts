import { describe, expect, it } from 'vitest';
import { createTestTarget } from '../repair/testing/create-test-target';
import { prepareFormatSchema, prepareToolSchema } from './prepare-schema';

const GEMINI = createTestTarget('gemini');
const OPENAPI = createTestTarget('gemini', { ggSchema: 'openapi' });
const ignore = (): void => {};

describe('prepareToolSchema', () => {
  it.each([
    ['none', null],
    ['an empty one', {}],
    ['an object without properties', { type: 'object', properties: {} }],
    ['nothing but words', { description: 'x' }],
  ])('gives Gemini no schema for %s', (_name, schema) => {
    expect(prepareToolSchema(schema, GEMINI, ignore)).toEqual({ schema: null, wrapped: false });
    expect(prepareToolSchema(schema, OPENAPI, ignore)).toEqual({ schema: null, wrapped: false });
  });

  it('tells Gemini that a root with properties is an object', () => {
    const schema = { properties: { a: { type: 'string' } } };
    const expected = { schema: { type: 'object', ...schema }, wrapped: false };
    expect(prepareToolSchema(schema, GEMINI, ignore)).toEqual(expected);
    expect(prepareToolSchema(schema, OPENAPI, ignore)).toEqual(expected);
  });

  it.each([{ type: 'string' }, { anyOf: [{ type: 'string' }, { type: 'number' }] }])(
    'wraps %j for Gemini, whose functions take objects',
    (schema) => {
      const expected = {
        schema: { type: 'object', properties: { value: schema }, required: ['value'] },
        wrapped: true,
      };
      expect(prepareToolSchema(schema, GEMINI, ignore)).toEqual(expected);
      expect(prepareToolSchema(schema, OPENAPI, ignore)).toEqual(expected);
    },
  );

  it('keeps a map of anything for Gemini', () => {
    const schema = { type: 'object', additionalProperties: { type: 'string' } };
    expect(prepareToolSchema(schema, GEMINI, ignore).schema).toEqual(schema);
  });
});

describe('prepareFormatSchema', () => {
  it('writes the schema of an answer in the dialect of each target', () => {
    const schema = { $schema: 'x', type: 'object', properties: { a: { const: 'b' } } };
    const prepare = (target: Parameters<typeof prepareFormatSchema>[1]): unknown =>
      prepareFormatSchema(schema, target, ignore);
    const plain = { type: 'object', properties: { a: { const: 'b' } } };
    expect(prepare(createTestTarget('openai-chat'))).toEqual(plain);
    expect(prepare(createTestTarget('anthropic-messages'))).toEqual({
      ...plain,
      additionalProperties: false,
    });
    expect(prepare(GEMINI)).toEqual({ type: 'object', properties: { a: { enum: ['b'] } } });
    expect(prepare(OPENAPI)).toEqual({
      type: 'object',
      properties: { a: { type: 'string', enum: ['b'] } },
    });
  });
});
