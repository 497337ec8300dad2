import { describe, expect, it } from 'vitest';
import type { UpstreamError } from '../protocols/types';
import { maskSecrets } from './mask-secrets';

const SECRET = 'zz-fake-secret-0001';
const CREDENTIAL = { id: 'cr_1', kind: 'key', secret: SECRET } as const;
const ERROR: UpstreamError = {
  kind: 'auth',
  message: `invalid key ${SECRET}`,
  status: 401,
  retryAfterMs: null,
};

function redact(text: string): string {
  return text.replaceAll('other-fake-secret', '•');
}

describe('an upstream that repeats the key it was called with', () => {
  it('is not quoted, neither in the message nor in the body for the client', () => {
    const body = Buffer.from(
      JSON.stringify({ error: { message: `invalid key ${SECRET}, or other-fake-secret` } }),
    );
    const masked = maskSecrets(
      { type: 'failed', error: ERROR, answer: { status: 401, headers: {}, body } },
      CREDENTIAL,
      redact,
    );
    expect(JSON.stringify(masked)).not.toContain(SECRET);
    if (masked.type !== 'failed') throw new Error('the settlement changed its type');
    expect(masked.answer?.body.toString()).toContain('[redacted]');
    expect(masked.error).toMatchObject({ kind: 'auth', message: 'invalid key [redacted]', status: 401 });
  });

  it('is not quoted in a header either', () => {
    const headers = { 'www-authenticate': `Bearer error="${SECRET}"`, 'retry-after': '3' };
    const answer = { status: 401, headers, body: Buffer.from('{}') };
    expect(maskSecrets({ type: 'failed', error: ERROR, answer }, CREDENTIAL, redact)).toMatchObject({
      answer: { headers: { 'retry-after': '3' } },
    });
    expect(
      JSON.stringify(maskSecrets({ type: 'failed', error: ERROR, answer }, CREDENTIAL, redact)),
    ).not.toContain(SECRET);
  });

  it('is not quoted when its stream breaks', () => {
    const facts = { usage: null, stopReason: null, responseId: null };
    expect(
      JSON.stringify(maskSecrets({ type: 'broken', error: ERROR, facts }, CREDENTIAL, redact)),
    ).not.toContain(SECRET);
  });

  it('loses secrets of a known shape too', () => {
    const error = { ...ERROR, message: 'see other-fake-secret' };
    expect(maskSecrets({ type: 'failed', error, answer: null }, null, redact)).toMatchObject({
      error: { message: 'see •' },
    });
  });

  it('keeps every other byte of the body', () => {
    const body = Buffer.from('{"a":"ünïcode 🦊"}');
    const answer = { status: 500, headers: {}, body };
    expect(maskSecrets({ type: 'failed', error: ERROR, answer }, CREDENTIAL, redact)).toMatchObject({
      answer: { body },
    });
  });
});
