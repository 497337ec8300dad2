import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AttemptLimiter } from '#main/gateway/server/attempt-limiter';
import type { DashboardSessions } from './dashboard-sessions';
import type { SessionCookie } from './session-cookie';

const BEARER = /^Bearer +(\S+) *$/i;

/** `unknown`: nothing was presented, or nothing that is right. */
export type Admission =
  | { readonly by: 'token' }
  | { readonly by: 'session'; readonly secret: string }
  | { readonly by: null; readonly cause: 'unknown' }
  | { readonly by: null; readonly cause: 'too-many-attempts'; readonly waitMs: number };

/** Tells whether a request carries the admin token or the cookie of a dashboard session. */
export type AdminGuard = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => Admission;

const UNKNOWN: Admission = { by: null, cause: 'unknown' };

/**
 * Digests of equal length are compared in constant time, so nothing of the token shows in how long a refusal takes; a
 * session is looked up by its digest.
 */
export function createAdminGuard(options: {
  adminToken: string;
  sessions: Pick<DashboardSessions, 'use'>;
  cookie: Pick<SessionCookie, 'read'>;
  attempts: AttemptLimiter;
}): AdminGuard {
  const { sessions, cookie, attempts } = options;
  const expected = digest(options.adminToken);

  return ({ headers, socket }) => {
    const token = BEARER.exec(headers.authorization ?? '')?.[1];
    const secrets = token === undefined ? cookie.read(headers.cookie) : [token];
    if (secrets.length === 0) return UNKNOWN;
    const waitMs = attempts.waitMs(socket);
    const isLookedAt = (secret: string): boolean =>
      waitMs === null || attempts.isKnown(socket, nameOf(secret));
    const isRight = (secret: string): boolean =>
      token === undefined ? sessions.use(secret) : timingSafeEqual(digest(secret), expected);
    const right = secrets.find((secret) => isLookedAt(secret) && isRight(secret));
    if (right !== undefined) {
      attempts.accept(socket, nameOf(right));
      return token === undefined ? { by: 'session', secret: right } : { by: 'token' };
    }
    if (waitMs !== null) return { by: null, cause: 'too-many-attempts', waitMs };
    attempts.note(socket, secrets);
    return UNKNOWN;
  };
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** What a secret is remembered by. */
function nameOf(secret: string): string {
  return digest(secret).toString('base64');
}
