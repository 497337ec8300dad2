import { createHmac } from 'node:crypto';
import { SESSION_LIFETIME_MS } from './dashboard-sessions';

const SECOND_MS = 1000;
/** Another program on this machine can set cookies for it too; more of one name than this are not looked at. */
const MAX_CANDIDATES = 4;

export interface SessionCookie {
  readonly name: string;
  /** Values a request carries under the name. */
  read(header: string | undefined): string[];
  /** `Set-Cookie` of a new session. */
  issue(secret: string): string;
  /** `Set-Cookie` that makes the browser forget it. */
  withdraw(): string;
}

/**
 * The cookie of dashboard sessions. A browser sends a host's cookies to all its ports, so two Routex on one machine need
 * two names. The port would not do: a forwarded one is not the one Routex knows.
 *
 * @param instance what is different for each of them, such as the data directory
 */
export function createSessionCookie(options: { adminToken: string; instance: string }): SessionCookie {
  const { adminToken, instance } = options;
  const suffix = createHmac('sha256', adminToken)
    .update(`cookie name of ${instance}`)
    .digest('hex')
    .slice(0, 8);
  const name = `routex_session_${suffix}`;
  // Not `Secure`: Routex speaks plain HTTP, and Safari keeps such cookies from loopback addresses too.
  const attributes = 'Path=/; HttpOnly; SameSite=Strict';

  return {
    name,
    read: (header) =>
      (header ?? '')
        .split(';')
        .map((pair) => pair.trim())
        .filter((pair) => pair.startsWith(`${name}=`) && pair.length > name.length + 1)
        .slice(0, MAX_CANDIDATES)
        .map((pair) => pair.slice(name.length + 1)),
    issue: (secret) => `${name}=${secret}; ${attributes}; Max-Age=${SESSION_LIFETIME_MS / SECOND_MS}`,
    withdraw: () => `${name}=; ${attributes}; Max-Age=0`,
  };
}
