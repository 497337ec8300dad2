import type { WireError } from '../types';

const SECOND_MS = 1000;

/** Milliseconds a client should wait, or null; whole and never negative. */
export function readWaitMs(error: WireError): number | null {
  const wait = error.retryAfterMs;
  return wait === undefined || wait === null || !(wait >= 0) || !Number.isFinite(wait)
    ? null
    : Math.ceil(wait);
}

/** Headers of an error answer. `requestIdHeader` is what the protocol's clients read the request id from, if any. */
export function createErrorHeaders(error: WireError, requestIdHeader: string | null): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (requestIdHeader !== null) headers[requestIdHeader] = error.requestId;
  const wait = readWaitMs(error);
  if (wait !== null) {
    headers['retry-after'] = String(Math.ceil(wait / SECOND_MS));
    headers['retry-after-ms'] = String(wait);
  }
  if (error.retryable === false) headers['x-should-retry'] = 'false';
  return headers;
}
