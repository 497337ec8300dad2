import { describe, expect, it } from 'vitest';
import { describeTransportError } from './describe-transport-error';

function systemError(code: string): Error {
  return Object.assign(new Error('connect 10.1.2.3:443'), { code });
}

describe('failures below HTTP', () => {
  it.each([
    ['ENOTFOUND', false, 'unreachable', /DNS/],
    ['ECONNREFUSED', false, 'unreachable', /refused/],
    ['ECONNRESET', false, 'unreachable', /closed/],
    ['CERT_HAS_EXPIRED', false, 'unreachable', /certificate has expired/],
    ['UND_ERR_CONNECT_TIMEOUT', false, 'timeout', /no connection/],
    ['UND_ERR_HEADERS_TIMEOUT', false, 'timeout', /no answer/],
    ['UND_ERR_BODY_TIMEOUT', true, 'timeout', /stopped coming/],
    ['UND_ERR_SOCKET', true, 'truncated', /broke off/],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', true, 'truncated', /shorter/],
    ['HPE_INVALID_CONSTANT', false, 'bad_response', /not HTTP/],
    ['HPE_SOMETHING_NEW', false, 'bad_response', /HTTP/],
    ['', false, 'unreachable', /cannot be reached/],
  ])('%s (answering: %s) is %s', (code, answering, kind, message) => {
    expect(describeTransportError(systemError(code), answering)).toMatchObject({
      kind,
      message: expect.stringMatching(message),
    });
  });

  it('finds the code of a name with several addresses', () => {
    const error = new AggregateError([systemError('ECONNREFUSED'), systemError('ECONNREFUSED')]);
    expect(describeTransportError(error, false)).toMatchObject({ kind: 'unreachable' });
    expect(describeTransportError(error, false).message).toMatch(/refused/);
  });
});
