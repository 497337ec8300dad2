import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const BEARER = /^Bearer +(\S+) *$/i;

export type AdminGuard = (headers: IncomingHttpHeaders) => boolean;

/**
 * Tells whether a request carries the admin token. Digests of equal length are compared in constant time, so nothing of
 * the token shows in how long a refusal takes.
 */
export function createAdminGuard(adminToken: string): AdminGuard {
  const expected = digest(adminToken);
  return (headers) => {
    const presented = BEARER.exec(headers.authorization ?? '')?.[1];
    return presented !== undefined && timingSafeEqual(digest(presented), expected);
  };
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
