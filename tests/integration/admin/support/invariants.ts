import { expect } from 'vitest';
import { contractErrors } from '#shared/contract/errors';
import type { AdminRig } from './open-admin';
import { isEventStream, type Received } from './send';

const STACK = /\bat .{1,200}\.[cm]?[jt]s:\d+|node_modules|Error: /;
/** Such as a database that cannot be used: no fault of the request, and the contract says so. */
const DECLARED_503 = new Set(
  Object.entries(contractErrors).flatMap(([code, { status }]) => (status === 503 ? [code] : [])),
);

interface ApiError {
  readonly code: string;
  readonly message: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** What holds for every answer of the admin API, whatever was asked. Returns the error when it is one. */
export function checkAnswer(
  { sent, status, headers, text }: Received,
  secrets: Iterable<string>,
): ApiError | null {
  const about = `${sent.method} ${sent.path.slice(0, 100)} ${String(sent.body ?? '').slice(0, 200)} → ${status} ${text.slice(0, 300)}`;
  for (const secret of secrets) {
    expect(text.includes(secret), `a secret came out: ${about}`).toBe(false);
    expect(JSON.stringify(headers).includes(secret), `a secret came out in a header: ${about}`).toBe(false);
  }
  expect(headers['cache-control'], about).toContain('no-store');
  expect(headers['access-control-allow-origin'], about).toBeUndefined();
  if (status < 400) {
    if (!isEventStream(headers) && text !== '') JSON.parse(text);
    return null;
  }
  expect(text, about).not.toMatch(STACK);
  // An answer to HEAD has no body.
  if (sent.method === 'HEAD') {
    expect(status, about).toBeLessThan(500);
    return { code: '', message: '' };
  }
  expect(headers['content-type'], about).toMatch(/^application\/json/);
  const error = JSON.parse(text) as ApiError;
  expect(error.code, about).toMatch(/^[A-Z_]+$/);
  expect(error.message, about).toMatch(/\S/);
  if (status >= 500) expect([status, DECLARED_503.has(error.code)], about).toEqual([503, true]);
  return error;
}

/** Sends, checks, and makes sure that what was refused has changed nothing. */
export async function sendSafely(
  rig: AdminRig,
  send: () => Promise<Received>,
  secrets: Iterable<string> = rig.secrets,
): Promise<{ received: Received; error: ApiError | null }> {
  const before = rig.stored();
  const received = await send();
  const error = checkAnswer(received, secrets);
  expect(Object.prototype).not.toHaveProperty('polluted');
  if (error !== null) {
    expect(
      rig.stored() === before,
      `refused, but stored: ${received.sent.method} ${received.sent.path}`,
    ).toBe(true);
  }
  return { received, error };
}

/** No line of the log holds a secret. */
export function checkLog({ log, secrets }: AdminRig): void {
  const lines = log.join('\n');
  for (const secret of secrets) expect(lines.includes(secret)).toBe(false);
}
