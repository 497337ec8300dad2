import { describe, expect, it } from 'vitest';
import { createFacts, createWireError } from '../testing/wire-error';
import { openaiChat } from './index';

const { encodeError, encodeStreamError, readResponse } = openaiChat;

describe('encodeError', () => {
  it('has the shape, code and headers that the SDK reads', () => {
    expect(encodeError(createWireError({ kind: 'no_channel', message: 'None.', retryAfterMs: 0 }))).toEqual({
      status: 503,
      headers: {
        'content-type': 'application/json',
        'x-request-id': 'req_1',
        'retry-after': '0',
        'retry-after-ms': '0',
      },
      body: '{"error":{"message":"None.","type":"server_error","param":null,"code":"no_channel"}}',
    });
  });
});

describe('encodeStreamError', () => {
  it('is an error chunk, then the end marker', () => {
    const error = createWireError({ kind: 'billing', message: 'Empty.' });
    expect(encodeStreamError(error, createFacts(), 'sse')).toBe(
      'data: {"error":{"message":"Empty.","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}\n\ndata: [DONE]\n\n',
    );
  });
});

describe('readResponse', () => {
  it('reads an answer', () => {
    const body = {
      id: 'chatcmpl-1',
      model: 'm',
      choices: [{ index: 0, message: { role: 'assistant', content: 'a' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 3, completion_tokens: 4 },
      error: null,
    };
    expect(readResponse(body)).toMatchObject({
      error: null,
      usage: { input: 3, output: 4 },
      model: 'm',
      responseId: 'chatcmpl-1',
      stopReason: 'stop',
    });
  });

  it.each([
    ['error object', { error: { message: 'x', code: 'insufficient_quota' } }, 'billing'],
    ['xAI', { code: 'rate_limited', error: 'Too many requests' }, 'rate_limit'],
    ['failed choice', { choices: [{ finish_reason: 'error', error: { code: 503 } }] }, 'overloaded'],
  ])('finds the error in a 2xx: %s', (_name, body, kind) => {
    expect(readResponse(body).error?.kind).toBe(kind);
  });

  it.each([[null], ['x'], [[]], [{ choices: {}, usage: 3 }], [{ choices: [null] }]])(
    'takes no fact from %j',
    (body) => {
      expect(readResponse(body)).toEqual({
        error: null,
        usage: null,
        model: null,
        responseId: null,
        stopReason: null,
      });
    },
  );
});
