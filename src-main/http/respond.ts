import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/**
 * What every answer of this surface carries: nothing is cached, guessed, framed, or handed to pages of other origins.
 * There is no header that lets other origins in, on purpose.
 */
const COMMON_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** For an answer that something else writes; a header it sets itself replaces the one here. */
export function setCommonHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(COMMON_HEADERS)) response.setHeader(name, value);
}

export function sendText(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string,
  headers: OutgoingHttpHeaders = {},
): void {
  const bytes = Buffer.from(body, 'utf8');
  response.writeHead(status, {
    ...COMMON_HEADERS,
    'content-type': contentType,
    'content-length': bytes.length,
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : bytes);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers?: OutgoingHttpHeaders,
): void {
  sendText(response, status, 'application/json; charset=utf-8', JSON.stringify(body), headers);
}

/** An error in the shape oRPC gives its own, so that one client reads both. */
export function sendError(
  response: ServerResponse,
  error: { status: number; code: string; message: string },
  headers?: OutgoingHttpHeaders,
): void {
  const { status, code, message } = error;
  sendJson(response, status, { defined: false, code, status, message }, headers);
}

export function sendMethodNotAllowed(response: ServerResponse, allow: string): void {
  const message = `This path takes ${allow} only.`;
  sendError(response, { status: 405, code: 'METHOD_NOT_ALLOWED', message }, { allow });
}
