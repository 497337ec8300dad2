import { describe, expect, it } from 'vitest';
import type { CanonicalRequest } from '../canonical/request';
import { CHAT, encode } from './testing/chat-request';

const format = (schema: object, members: object = {}): CanonicalRequest['format'] =>
  ({ type: 'schema', name: null, schema, ...members }) as CanonicalRequest['format'];

const strict = (schema: object, members: object = {}): unknown =>
  encode({ format: format(schema, members) }).body['response_format'];

describe('structured output', () => {
  it('is native where the channel has it', () => {
    expect(encode({ format: { type: 'json' } }).body['response_format']).toEqual({ type: 'json_object' });
    expect(
      encode({ format: format({ type: 'object' }, { name: 'my_answer' }), origin: CHAT }).body[
        'response_format'
      ],
    ).toEqual({ type: 'json_schema', json_schema: { name: 'my_answer', schema: { type: 'object' } } });
  });

  it('is strict as the client said, and for other protocols wherever it can be', () => {
    const closed = {
      type: 'object',
      properties: { a: { type: 'string' } },
      required: ['a'],
      additionalProperties: false,
    };
    expect(strict(closed)).toMatchObject({ json_schema: { name: 'output', strict: true } });
    expect(strict({ type: 'object' })).toMatchObject({ json_schema: { strict: false } });
    expect(strict(closed, { strict: false })).toMatchObject({ json_schema: { strict: false } });
  });
});
