import type { UpstreamError } from '../protocols/types';

const TIMEOUT_TEXT: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped coming',
  ETIMEDOUT: 'no connection in time',
};

const UNREACHABLE_TEXT: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the host name is not known (DNS)',
  EAI_AGAIN: 'the host name could not be looked up (DNS)',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed by the other side',
  EPIPE: 'the connection was closed by the other side',
  UND_ERR_SOCKET: 'the connection was closed by the other side',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  CERT_HAS_EXPIRED: 'the certificate has expired (TLS)',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed (TLS)',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate chain holds a self-signed one (TLS)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate cannot be verified (TLS)',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host (TLS)',
  EPROTO: 'the TLS handshake failed',
};

const BROKEN_TEXT: Readonly<Record<string, string>> = {
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the answer is shorter than announced',
  HPE_INVALID_CONSTANT: 'the answer is not HTTP',
  UND_ERR_HEADERS_OVERFLOW: 'the response headers are too large',
};

/**
 * Classifies a failure that happened below HTTP.
 *
 * @param answering true once response headers had arrived: a break then cuts an answer
 */
export function describeTransportError(error: Error, answering: boolean): UpstreamError {
  const code = errorCode(error);
  const timeout = TIMEOUT_TEXT[code];
  if (timeout !== undefined) return upstreamError('timeout', timeout, code);
  const broken = BROKEN_TEXT[code];
  if (broken !== undefined || code.startsWith('HPE_')) {
    return upstreamError(
      answering ? 'truncated' : 'bad_response',
      broken ?? 'the answer is not valid HTTP',
      code,
    );
  }
  if (answering) return upstreamError('truncated', 'the answer broke off', code);
  return upstreamError('unreachable', UNREACHABLE_TEXT[code] ?? 'the upstream cannot be reached', code);
}

/**
 * True when the peer hung up on a connection before answering anything, as happens to one kept alive that the peer was
 * just closing. A request is complete in memory, so it can simply be sent again.
 */
export function isStaleConnection(error: Error): boolean {
  const code = errorCode(error);
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}

function upstreamError(kind: UpstreamError['kind'], text: string, code: string): UpstreamError {
  return { kind, message: code === '' ? text : `${text} (${code})`, status: null, retryAfterMs: null };
}

function errorCode(error: Error): string {
  const code: unknown = 'code' in error ? error.code : undefined;
  if (typeof code === 'string') return code;
  // A name with several addresses fails with one error per address.
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return errorCode(error.errors[0]);
  return '';
}
