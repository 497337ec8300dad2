import { describe, expect, it } from 'vitest';
import { createFacts, createWireError } from '../testing/wire-error';
import { functionCallChunks } from './fixtures/function-call-chunks';
import { gemini } from './index';

const { encodeError, encodeStreamError, readResponse } = gemini;

describe('encodeError', () => {
  it('has a numeric code, and the delay where Gemini CLI looks for it', () => {
    expect(
      encodeError(createWireError({ kind: 'rate_limit', message: 'Slow.', retryAfterMs: 3500 })),
    ).toEqual({
      status: 429,
      headers: { 'content-type': 'application/json', 'retry-after': '4', 'retry-after-ms': '3500' },
      body: JSON.stringify({
        error: {
          code: 429,
          message: 'Slow.',
          status: 'RESOURCE_EXHAUSTED',
          details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '3.5s' }],
        },
      }),
    });
  });

  it("repeats the upstream's status in the body", () => {
    const encoded = encodeError(createWireError({ kind: 'overloaded', status: 529 }));
    expect([encoded.status, JSON.parse(encoded.body).error.code]).toEqual([529, 529]);
  });
});

describe('encodeStreamError', () => {
  const error = createWireError({ kind: 'truncated', message: 'Cut.' });
  const body = '{"error":{"code":503,"message":"Cut.","status":"UNAVAILABLE"}}';

  it('is one data event', () => {
    expect(encodeStreamError(error, createFacts(), 'sse')).toBe(`data: ${body}\n\n`);
  });

  it('is a last element of an array, or all of one', () => {
    expect(encodeStreamError(error, createFacts(), 'json-array')).toBe(`[${body}]`);
    expect(encodeStreamError(error, createFacts({ events: 2 }), 'json-array')).toBe(`,\n${body}]`);
  });
});

describe('readResponse', () => {
  it('reads an answer, and an array of chunks as one', () => {
    const facts = {
      error: null,
      usage: { input: 4325, output: 89, reasoning: 40 },
      model: 'gemini-3.5-pro',
      responseId: 'mJ8paZbWJq2kvdIP4Y7h8Aw',
      stopReason: 'STOP',
    };
    expect(readResponse(functionCallChunks.at(-1))).toMatchObject(facts);
    expect(readResponse(functionCallChunks)).toMatchObject(facts);
  });

  it.each([
    [
      {
        error: {
          code: 400,
          status: 'INVALID_ARGUMENT',
          message: 'The input token count (9) exceeds the maximum',
        },
      },
    ],
    [
      [
        {
          error: {
            code: 400,
            status: 'INVALID_ARGUMENT',
            message: 'The input token count (9) exceeds the maximum',
          },
        },
      ],
    ],
  ])('finds the error in a 2xx %j', (body) => {
    expect(readResponse(body).error?.kind).toBe('context_length');
  });

  it('names the reason of a blocked prompt', () => {
    expect(readResponse({ promptFeedback: { blockReason: 'SAFETY' } }).stopReason).toBe('SAFETY');
  });

  it.each([[null], ['x'], [[]], [[null, 3]], [{ candidates: {}, usageMetadata: 'x' }]])(
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
