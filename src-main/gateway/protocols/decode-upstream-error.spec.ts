import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeStreamError } from './decode-stream-error';
import { decodeUpstreamError } from './decode-upstream-error';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const decode = (status: number, body: unknown, headers: Record<string, string | string[]> = {}) =>
  decodeUpstreamError(status, headers, typeof body === 'string' ? body : JSON.stringify(body), NOW);

describe('decodeUpstreamError', () => {
  it.each([
    ['OpenAI', { error: { message: 'M', type: 't', code: null, param: null } }, 'M'],
    ['text', { error: 'M' }, 'M'],
    ['xAI', { code: 'invalid-argument', error: 'M' }, 'M'],
    ['Anthropic', { type: 'error', error: { type: 'api_error', message: 'M' }, request_id: 'r' }, 'M'],
    ['Gemini in an array', [{ error: { code: 500, message: 'M', status: 'INTERNAL' } }], 'M'],
    ['Mistral', { object: 'error', message: 'M', type: 'x', code: 3000 }, 'M'],
    [
      'Mistral with details',
      { object: 'error', message: { detail: [{ loc: ['body', 'n'], msg: 'M' }] } },
      'body.n: M',
    ],
    ['FastAPI', { detail: 'M' }, 'M'],
    [
      'FastAPI list',
      {
        detail: [
          { loc: ['body', 0, 'x'], msg: 'A' },
          { loc: ['q'], msg: 'B' },
        ],
      },
      'body.0.x: A; q: B',
    ],
    ['message', { message: 'M' }, 'M'],
    ['Spring', { status: 500, error: 'Internal Server Error', message: 'M' }, 'M'],
    ['errors', { errors: [{ message: 'A' }, 'B'] }, 'A; B'],
    [
      'OpenRouter',
      {
        error: {
          message: 'Provider returned error',
          code: 500,
          metadata: { raw: '{"error":{"message":"M"}}' },
        },
      },
      'Provider returned error: M',
    ],
    ['JSON within a message', { error: { message: '{"error":{"message":"M"}}' } }, 'M'],
    ['text that only begins like JSON', { error: { message: '{oops' } }, '{oops'],
    ['plain text', 'M\n', 'M'],
    ['a JSON string', '"M"', 'M'],
    [
      'HTML',
      '<!DOCTYPE html><html><head><title>\n 502 Bad\nGateway </title></head><body><h1>x</h1>',
      '502 Bad Gateway',
    ],
    [
      'HTML without a title',
      '<html><body>secret</body></html>',
      'The upstream answered with status 500 and no message.',
    ],
    ['nothing', '', 'The upstream answered with status 500 and no message.'],
    ['null', 'null', 'null'],
    ['an empty object', {}, 'The upstream answered with status 500 and no message.'],
  ])('finds the message of: %s', (_name, body, message) => {
    expect(decode(500, body)).toMatchObject({ kind: 'server_error', message, status: 500 });
  });

  it('reads bytes, with a byte order mark and broken characters', () => {
    const body = Buffer.concat([Buffer.from('\uFEFF{"error":"Ä'), Buffer.from([0xff]), Buffer.from('"}')]);
    expect(decodeUpstreamError(400, {}, body, NOW).message).toBe('Ä\uFFFD');
  });

  it('cuts a message that repeats the whole prompt', () => {
    expect(decode(400, { error: 'x'.repeat(50_000) }).message).toHaveLength(2000);
  });

  it.each([
    [200, { error: { message: 'x', type: 'overloaded_error' } }, 'overloaded'],
    [200, { error: { message: 'x', code: 429 } }, 'rate_limit'],
    [200, { error: { message: 'Something broke' } }, 'server_error'],
    [200, '<html><title>Login</title>', 'bad_response'],
    [200, {}, 'bad_response'],
    [302, '', 'bad_response'],
  ])('takes a %i with %j for %s', (status, body, kind) => {
    expect(decode(status, body).kind).toBe(kind);
  });

  it('waits as long as Gemini says', () => {
    const details = [
      { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [] },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '3.5s' },
    ];
    const body = [
      { error: { code: 429, message: 'Quota exceeded.', status: 'RESOURCE_EXHAUSTED', details } },
    ];
    expect(decode(429, body)).toMatchObject({ kind: 'rate_limit', retryAfterMs: 3500 });
  });

  it('never throws, and always has a message that is not markup', () => {
    const headers = fc.dictionary(
      fc.constantFrom('retry-after', 'retry-after-ms', 'x-ratelimit-reset', 'x-ratelimit-remaining'),
      fc.oneof(fc.string(), fc.constant('0')),
    );
    const body = fc.oneof(
      fc.json(),
      fc.string(),
      fc.string().map((text) => `<html><title>${text}</title>`),
    );
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), headers, body, (status, given, text) => {
        const error = decodeUpstreamError(status, given, text, NOW);
        expect(error.message).not.toBe('');
        expect(error.retryAfterMs ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('decodeStreamError', () => {
  it.each([
    ['Anthropic event', { type: 'error', error: { type: 'overloaded_error', message: 'M' } }, 'overloaded'],
    ['OpenRouter chunk', { id: 'x', error: { code: 402, message: 'M' }, choices: [] }, 'billing'],
    ['Responses error', { code: 'rate_limit_exceeded', message: 'M' }, 'rate_limit'],
    ['Gemini', { error: { code: 503, message: 'M', status: 'UNAVAILABLE' } }, 'overloaded'],
    ['Gemini by number', { error: { code: 504, message: 'M' } }, 'timeout'],
    ['generic', { error: { type: 'server_error', message: 'M' } }, 'server_error'],
    ['named invalid', { error: { type: 'invalid_request_error', message: 'M' } }, 'invalid_request'],
    ['text', 'M', 'server_error'],
  ])('%s', (_name, value, kind) => {
    expect(decodeStreamError(value)).toEqual({ kind, message: 'M', status: null, retryAfterMs: null });
  });

  it.each([[null], [undefined], [3], [{}], [[]], ['<html>']])('has words for %j', (value) => {
    expect(decodeStreamError(value)).toMatchObject({
      kind: 'server_error',
      message: expect.stringMatching(/^The upstream/),
    });
  });
});
