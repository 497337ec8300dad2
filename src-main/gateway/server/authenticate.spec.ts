import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { UNBOUND } from '#shared/domain/gateway-token';
import { authenticate, indexTokens } from './authenticate';

const TOKEN = 'rtx_fake-token-for-tests';
const ENTRY = {
  ...UNBOUND,
  id: 'tk_1',
  name: 'default',
  sha256: createHash('sha256').update(TOKEN).digest('hex'),
};
const TOKENS = indexTokens([ENTRY]);

describe('gateway token', () => {
  it.each([
    [{ authorization: `Bearer ${TOKEN}` }, null],
    [{ authorization: `bearer   ${TOKEN} ` }, null],
    [{ 'x-api-key': TOKEN }, null],
    [{ 'api-key': TOKEN }, null],
    [{ 'x-goog-api-key': TOKEN }, null],
    [{ 'x-routex-token': TOKEN, authorization: 'Bearer fake-own-login' }, null],
    [{}, TOKEN],
    // Claude Code with both variables set sends two values; either may be ours.
    [{ authorization: 'Bearer fake-something-else', 'x-api-key': TOKEN }, null],
    [{ authorization: `Bearer ${TOKEN}`, 'x-api-key': 'fake-something-else' }, null],
  ])('is found in %o', (headers, queryKey) => {
    expect(authenticate(headers, queryKey, TOKENS).token).toBe(ENTRY);
  });

  it.each([
    [{}, null],
    [{ authorization: `Basic ${TOKEN}` }, null],
    [{ 'x-api-key': `${TOKEN}x` }, null],
    [{ 'x-api-key': '' }, ''],
    [{ authorization: ENTRY.sha256 }, null],
    [{ 'x-api-key': ENTRY.sha256 }, null],
  ])('is not found in %o', (headers, queryKey) => {
    expect(() => authenticate(headers, queryKey, TOKENS)).toThrow(
      expect.objectContaining({ kind: 'gateway_auth' }),
    );
  });

  it.each([
    [{ 'x-routex-token': TOKEN, authorization: 'Bearer fake-login' }, { authorization: 'Bearer fake-login' }],
    [{ authorization: `Bearer ${TOKEN}`, 'x-api-key': 'fake-login' }, { 'x-api-key': 'fake-login' }],
    // A login that holds a gateway token would carry it to the upstream.
    [{ 'x-routex-token': TOKEN, 'x-api-key': TOKEN }, {}],
    [{ 'x-routex-token': 'wrong', authorization: `Bearer ${TOKEN}` }, {}],
  ])('leaves as the caller’s own login of %o: %o', (headers, login) => {
    expect(authenticate(headers, null, TOKENS).login).toEqual(login);
  });

  it('never repeats what was presented', () => {
    expect(() => authenticate({ 'x-api-key': 'fake-presented-value' }, null, TOKENS)).toThrow(
      /^(?!.*fake-presented-value)/,
    );
  });
});
