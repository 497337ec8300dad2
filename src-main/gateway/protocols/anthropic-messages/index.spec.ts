import { describe, expect, it } from 'vitest';
import { createWireError } from '../testing/wire-error';
import { anthropicMessages } from './index';
import { encodeStreamError } from './encode-stream-error';

const { encodeError, readResponse } = anthropicMessages;

const encodeOverflow = (message: string): { error: { message: string } } =>
  JSON.parse(encodeError(createWireError({ kind: 'context_length', message })).body);

describe('encodeError', () => {
  it('has the shape, headers and request id that the SDK reads', () => {
    const error = createWireError({
      kind: 'rate_limit',
      message: 'Slow down',
      retryAfterMs: 2500,
      retryable: false,
    });
    expect(encodeError(error)).toEqual({
      status: 429,
      headers: {
        'content-type': 'application/json',
        'request-id': 'req_1',
        'retry-after': '3',
        'retry-after-ms': '2500',
        'x-should-retry': 'false',
      },
      body: '{"type":"error","error":{"type":"rate_limit_error","message":"Slow down"},"request_id":"req_1"}',
    });
  });

  it('begins a context overflow as Claude Code expects it, once', () => {
    expect(encodeOverflow('Too much.').error.message).toBe('prompt is too long: Too much.');
    expect(encodeOverflow('Prompt is too long: 9 > 8').error.message).toBe('Prompt is too long: 9 > 8');
  });

  it("passes on the upstream's status, and sends no hints that were not given", () => {
    const encoded = encodeError(createWireError({ kind: 'overloaded', status: 503, retryAfterMs: null }));
    expect(encoded.status).toBe(503);
    expect(Object.keys(encoded.headers)).toEqual(['content-type', 'request-id']);
    expect(encodeError(createWireError({ kind: 'overloaded' })).status).toBe(529);
  });
});

describe('encodeStreamError', () => {
  it('is one error event, and no message_stop', () => {
    expect(encodeStreamError(createWireError({ kind: 'truncated', message: 'a\nb' }))).toBe(
      'event: error\ndata: {"type":"error","error":{"type":"api_error","message":"a\\nb"},"request_id":"req_1"}\n\n',
    );
  });
});

describe('readResponse', () => {
  it('reads an answer', () => {
    const body = {
      id: 'msg_1',
      type: 'message',
      model: 'm',
      content: [],
      stop_reason: 'end_turn',
      usage: { input_tokens: 3, output_tokens: 4 },
    };
    expect(readResponse(body)).toEqual({
      error: null,
      usage: { input: 3, output: 4, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 0 },
      model: 'm',
      responseId: 'msg_1',
      stopReason: 'end_turn',
    });
  });

  it('finds the error in a 2xx that holds nothing else', () => {
    const body = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    expect(readResponse(body).error).toMatchObject({ kind: 'overloaded', message: 'Overloaded' });
  });

  it.each([[null], ['x'], [[]], [{ usage: [], model: 4, id: {}, content: 'x' }]])(
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
