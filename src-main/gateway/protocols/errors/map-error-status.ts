import type { ErrorKind } from '#shared/domain/error-kind';

const KIND_BY_STATUS: Readonly<Record<number, ErrorKind>> = {
  401: 'auth',
  402: 'billing',
  403: 'permission',
  404: 'not_found',
  // The base URL leads to a server, but not to this endpoint of it.
  405: 'not_found',
  408: 'timeout',
  409: 'conflict',
  410: 'not_found',
  413: 'too_large',
  // Groq: a dependency of the model failed.
  424: 'server_error',
  429: 'rate_limit',
  // Groq: no flex capacity.
  498: 'overloaded',
  499: 'server_error',
  503: 'overloaded',
  504: 'timeout',
  // Cloudflare's own, when the origin behind it did not answer in time.
  522: 'timeout',
  524: 'timeout',
  529: 'overloaded',
};

/** What an upstream's HTTP status means when nothing else is known. */
export function mapErrorStatus(status: number): ErrorKind {
  const kind = KIND_BY_STATUS[status];
  if (kind !== undefined) return kind;
  if (status >= 400 && status < 500) return 'invalid_request';
  return status >= 500 ? 'server_error' : 'bad_response';
}
