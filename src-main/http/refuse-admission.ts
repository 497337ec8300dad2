import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Admission } from './admin-guard';
import { isOwnPage } from './is-own-page';
import { sendError } from './respond';

const SECOND_MS = 1000;
const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const JSON_TYPE = /^application\/json *(?:;|$)/i;
/** What the refused request still sends is not read. */
const CLOSE = { connection: 'close' };

/**
 * Answers a request that may not go on to the admin API; false when it may. A session's requests come from a browser,
 * which other pages can talk into sending requests too; the admin token's do not.
 */
export function refuseAdmission(
  admission: Admission,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  switch (admission.by) {
    case 'token':
      return false;
    case 'session':
      return refuseForeign(request, response);
    case null:
      if (admission.cause === 'unknown') refuseUnknown(response);
      else refuseGuessing(response, admission.waitMs);
      return true;
  }
}

function refuseForeign(request: IncomingMessage, response: ServerResponse): boolean {
  const { headers, method = 'GET' } = request;
  if (!isOwnPage(method, headers)) {
    const message =
      'A dashboard session is good for requests of the dashboard itself: Origin must be the address of this Routex. Programs send the admin token instead.';
    sendError(response, { status: 403, code: 'FORBIDDEN', message }, CLOSE);
    return true;
  }
  if (READING.has(method) || !hasBody(request) || JSON_TYPE.test(headers['content-type'] ?? '')) return false;
  // The other types are those a form of a foreign page can send without being asked for permission.
  const message = 'With a dashboard session a body must be of content-type application/json.';
  sendError(response, { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', message }, CLOSE);
  return true;
}

function refuseUnknown(response: ServerResponse): void {
  const message =
    'The admin API needs the admin token as "Authorization: Bearer …" (`routex serve --json` prints it), or a browser that was signed in with `routex dashboard`. A gateway token does not open this path.';
  sendError(
    response,
    { status: 401, code: 'UNAUTHORIZED', message },
    { 'www-authenticate': 'Bearer realm="Routex admin API"', ...CLOSE },
  );
}

function refuseGuessing(response: ServerResponse, waitMs: number): void {
  const seconds = Math.ceil(waitMs / SECOND_MS);
  const message = `Too many different wrong tokens, sessions or sign-in links came from this address. Try again in ${seconds} s.`;
  sendError(
    response,
    { status: 429, code: 'TOO_MANY_ATTEMPTS', message },
    { 'retry-after': String(seconds), ...CLOSE },
  );
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
