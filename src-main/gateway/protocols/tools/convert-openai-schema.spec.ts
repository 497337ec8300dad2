import { describe, expect, it } from 'vitest';
import { convertOpenaiToolSchema } from './convert-openai-schema';

describe('convertOpenaiToolSchema', () => {
  it.each([
    [null, { type: 'object', properties: {} }],
    [{}, { type: 'object', properties: {} }],
    [
      { $schema: 'x', type: 'object' },
      { type: 'object', properties: {} },
    ],
    [{ $schema: 'x', anyOf: [{ type: 'object' }] }, { anyOf: [{ type: 'object' }] }],
  ])('makes of %j what OpenAI does not refuse', (schema, expected) => {
    expect(convertOpenaiToolSchema(schema)).toEqual(expected);
  });

  it('forwards all else untouched', () => {
    const schema = { type: 'object', properties: { a: { not: {} } }, propertyNames: { pattern: 'a' } };
    expect(convertOpenaiToolSchema(schema)).toBe(schema);
  });
});
