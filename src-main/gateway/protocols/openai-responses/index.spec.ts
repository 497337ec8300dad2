import { describe, expect, it } from 'vitest';
import { createFacts, createWireError } from '../testing/wire-error';
import { functionCallEvents } from './fixtures/function-call-stream';
import { openaiResponses } from './index';

const { createStreamTap, encodeError, encodeStreamError, readResponse } = openaiResponses;

/** Type and data of the only event in a text. */
function parse(text: string): [string, Record<string, unknown>] {
  const match = /^event: (\S+)\ndata: (.+)\n\n$/.exec(text);
  return [match?.[1] ?? '', JSON.parse(match?.[2] ?? 'null')];
}

const encodeRateLimit = (message: string): Record<string, unknown> =>
  parse(
    encodeStreamError(
      createWireError({ kind: 'rate_limit', message, retryAfterMs: 1500 }),
      createFacts(),
      'sse',
    ),
  )[1];

describe('encodeStreamError', () => {
  it('ends the response that began, with its id and the next sequence number', () => {
    const tap = createStreamTap('sse');
    for (const event of functionCallEvents.slice(0, 6)) tap.push(Buffer.from(event));
    const [type, data] = parse(
      encodeStreamError(createWireError({ kind: 'truncated', message: 'Cut.' }), tap.facts, 'sse'),
    );
    expect(type).toBe('response.failed');
    expect(data).toMatchObject({
      type,
      sequence_number: 6,
      response: {
        id: 'resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b',
        created_at: 1_760_000_000,
        status: 'failed',
        model: 'gpt-5.1-2026-01-15',
        error: { code: 'server_error', message: 'Cut.' },
      },
    });
  });

  it('is a bare error event when no response began', () => {
    const error = createWireError({ kind: 'overloaded', message: 'Full.' });
    expect(parse(encodeStreamError(error, createFacts(), 'sse'))).toEqual([
      'error',
      { type: 'error', sequence_number: 0, code: 'server_is_overloaded', message: 'Full.', param: null },
    ]);
  });

  it('tells Codex how long to wait where Codex looks for it, once', () => {
    expect(encodeRateLimit('Slow down.')['message']).toBe('Slow down. Please try again in 2s.');
    expect(encodeRateLimit('Try again in 9s.')['message']).toBe('Try again in 9s.');
  });
});

describe('encodeError', () => {
  it('has the shape of every OpenAI endpoint', () => {
    expect(encodeError(createWireError({ kind: 'upgrade_required', message: 'No sockets.' }))).toMatchObject({
      status: 426,
      body: '{"error":{"message":"No sockets.","type":"invalid_request_error","param":null,"code":"upgrade_required"}}',
    });
  });
});

describe('readResponse', () => {
  it('reads an answer', () => {
    const body = {
      id: 'resp_1',
      object: 'response',
      model: 'm',
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      error: null,
      output: [],
      usage: { input_tokens: 3, output_tokens: 4, input_tokens_details: { cached_tokens: 1 } },
    };
    expect(readResponse(body)).toMatchObject({
      error: null,
      usage: { input: 3, output: 4, cacheRead: 1 },
      model: 'm',
      responseId: 'resp_1',
      stopReason: 'max_output_tokens',
    });
  });

  it.each([
    ['error object', { error: { message: 'x', type: 'insufficient_quota' } }, 'billing'],
    [
      'failed response',
      { status: 'failed', output: [], error: { code: 'server_is_overloaded', message: 'x' } },
      'overloaded',
    ],
  ])('finds the error in a 2xx: %s', (_name, body, kind) => {
    expect(readResponse(body).error?.kind).toBe(kind);
  });

  it.each([[null], ['x'], [[]], [{ usage: 'x', status: 5 }], [{ status: 'in_progress' }]])(
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
