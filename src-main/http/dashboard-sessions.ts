import { createHmac, randomBytes } from 'node:crypto';
import type { Clock, Logger } from '#main/gateway/ports';
import type { DashboardSessionRepository, StoredDashboardSession } from '#main/store/types';
import { createSessionMemory } from './session-memory';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A session ends this long after it was last used. */
const IDLE_MS = 12 * HOUR_MS;
/** However much it is used. */
export const SESSION_LIFETIME_MS = 7 * 24 * HOUR_MS;
/** A dashboard that asks all the time does not write all the time. */
const SEEN_STEP_MS = MINUTE_MS;
const MAX_SESSIONS = 32;
const SECRET_BYTES = 32;

export interface DashboardSessions {
  /** Begins a session and returns its secret, for the browser alone. */
  begin(): string;
  /** Whether the secret is that of a session; if so, the session has been used now. */
  use(secret: string): boolean;
  end(secret: string): void;
}

/**
 * Browsers that signed in. They stay signed in over a restart; while the database cannot be written, new sessions are
 * kept in memory, so that somebody can look what is wrong. Only a digest of a secret is kept. Its key is the admin token:
 * with another admin token no session of before is found.
 */
export function createDashboardSessions(options: {
  repository: DashboardSessionRepository;
  adminToken: string;
  clock: Pick<Clock, 'now'>;
  logger: Logger;
}): DashboardSessions {
  const { repository, adminToken, clock, logger } = options;
  const memory = createSessionMemory();
  const digestOf = (secret: string): string => createHmac('sha256', adminToken).update(secret).digest('hex');

  const attempt = <Result>(action: () => Result, otherwise: () => Result): Result => {
    try {
      return action();
    } catch (error) {
      logger.warn({ err: error }, 'a dashboard session could not be stored and is kept in memory');
      return otherwise();
    }
  };

  const find = (digest: string): StoredDashboardSession | null =>
    memory.get(digest) ??
    attempt(
      () => (memory.hasEnded(digest) ? null : repository.get(digest)),
      () => null,
    );

  const end = (session: StoredDashboardSession): void => {
    memory.remove(session.digest);
    attempt(
      () => repository.remove(session.digest),
      () => memory.rememberEnd(session, clock.now()),
    );
  };

  return {
    begin() {
      const secret = randomBytes(SECRET_BYTES).toString('base64url');
      const now = clock.now();
      const session = { digest: digestOf(secret), createdAt: now, seenAt: now, expiresAt: now + IDLE_MS };
      attempt(
        () => repository.create(session, MAX_SESSIONS),
        () => memory.create(session, MAX_SESSIONS),
      );
      return secret;
    },

    use(secret) {
      const session = find(digestOf(secret));
      if (session === null) return false;
      const now = clock.now();
      if (now >= session.expiresAt) {
        end(session);
        return false;
      }
      if (now - session.seenAt >= SEEN_STEP_MS) {
        const expiresAt = Math.min(now + IDLE_MS, session.createdAt + SESSION_LIFETIME_MS);
        const used = { ...session, seenAt: now, expiresAt };
        if (memory.get(session.digest) !== null) memory.create(used, MAX_SESSIONS);
        else
          attempt(
            () => repository.update(used.digest, used),
            () => memory.create(used, MAX_SESSIONS),
          );
      }
      return true;
    },

    end(secret) {
      const session = find(digestOf(secret));
      if (session !== null) end(session);
    },
  };
}
