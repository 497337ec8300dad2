import { describe, expect, it } from 'vitest';
import { decodeUpstreamError } from '#main/gateway/protocols/decode-upstream-error';
import { isUpstreamText } from './is-upstream-text';

function isFromAnswer(status: number, body: string): boolean {
  return isUpstreamText({ status, failure: decodeUpstreamError(status, {}, body, 0) });
}

describe('whose words a failure has', () => {
  it('the upstream’s, when it answered with some', () => {
    expect(isFromAnswer(401, '{"error":{"message":"Incorrect API key provided."}}')).toBe(true);
    expect(isFromAnswer(504, '<title>504 Gateway Time-out</title>')).toBe(true);
    expect(isUpstreamText({ status: 200, failure: { kind: 'overloaded', message: 'Overloaded' } })).toBe(
      true,
    );
  });

  it('Routex’s, when it answered with none', () => {
    expect(isFromAnswer(502, '')).toBe(false);
    expect(isFromAnswer(403, '<html></html>')).toBe(false);
  });

  it.each([
    [null, 'unreachable'],
    [null, 'timeout'],
    [200, 'timeout'],
    [200, 'truncated'],
    [200, 'bad_response'],
    [307, 'bad_response'],
    [null, 'auth'],
    [200, 'cancelled'],
  ] as const)('Routex’s, with status %s and kind %s', (status, kind) => {
    expect(isUpstreamText({ status, failure: { kind, message: 'words' } })).toBe(false);
  });

  it('nobody’s, when nothing failed', () => {
    expect(isUpstreamText({ status: 200, failure: null })).toBe(false);
  });
});
