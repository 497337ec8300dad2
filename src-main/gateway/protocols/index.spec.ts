import { ERROR_KINDS, type ErrorKind } from '#shared/domain/error-kind';
import { PROTOCOL_IDS } from '#shared/domain/protocol';
import { describe, expect, it } from 'vitest';
import { decodeStreamError } from './decode-stream-error';
import { decodeUpstreamError } from './decode-upstream-error';
import { protocols } from './index';
import { createFacts, createWireError } from './testing/wire-error';

describe.each(PROTOCOL_IDS)('%s', (id) => {
  const { encodeError, encodeStreamError, createStreamTap } = protocols[id];

  it('is listed under its own name', () => {
    expect(protocols[id].id).toBe(id);
  });

  it.each(ERROR_KINDS)('encodes %s as an error its clients can read', (kind) => {
    const message = 'Line one\nline "two" </x>';
    const { status, headers, body } = encodeError(createWireError({ kind, message }));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(headers['content-type']).toBe('application/json');
    expect(decodeUpstreamError(status, headers, body, 0).message).toContain(message);
  });

  it.each(ERROR_KINDS)('ends a stream with %s so that its own tap sees an error and no success', (kind) => {
    const tap = createStreamTap('sse');
    tap.push(
      Buffer.from(encodeStreamError(createWireError({ kind, message: 'It broke.' }), createFacts(), 'sse')),
    );
    expect(tap.facts).toMatchObject({ atBoundary: true, contentSeen: false, stopReason: null });
    expect(tap.facts.error?.message).toContain('It broke.');
  });

  it('keeps the kind of an error on its way from one Routex to another', () => {
    const kinds: ErrorKind[] = [
      'auth',
      'permission',
      'not_found',
      'rate_limit',
      'timeout',
      'overloaded',
      'conflict',
    ];
    const decoded = kinds.map((kind) => {
      const { status, headers, body } = encodeError(createWireError({ kind, message: 'x' }));
      return decodeUpstreamError(status, headers, body, 0).kind;
    });
    expect(decoded).toEqual(kinds);
  });
});

it('decodes what every protocol says of a rate limit inside a stream', () => {
  const said = [
    { type: 'error', error: { type: 'rate_limit_error', message: 'x' } },
    { error: { message: 'x', type: 'rate_limit_error', param: null, code: 'rate_limit_exceeded' } },
    { code: 'rate_limit_exceeded', message: 'x' },
    { error: { code: 429, message: 'x', status: 'RESOURCE_EXHAUSTED' } },
  ];
  expect(said.map((value) => decodeStreamError(value).kind)).toEqual(said.map(() => 'rate_limit'));
});
