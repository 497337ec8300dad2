import type { DashboardSessionRepository, StoredDashboardSession } from '#main/store/types';

export interface SessionMemory extends Pick<DashboardSessionRepository, 'get' | 'create' | 'remove'> {
  /** For a session that is still in a database which cannot be written: it must not open anything again. */
  rememberEnd(session: StoredDashboardSession, now: number): void;
  hasEnded(digest: string): boolean;
}

/** Dashboard sessions while the database cannot be written. They end with the process. */
export function createSessionMemory(): SessionMemory {
  const sessions = new Map<string, StoredDashboardSession>();
  const ended = new Map<string, number>();

  return {
    get: (digest) => sessions.get(digest) ?? null,
    create(session, keep) {
      sessions.delete(session.digest);
      for (const [digest, { expiresAt }] of sessions)
        if (expiresAt <= session.seenAt) sessions.delete(digest);
      // A map keeps its order, and each use puts a session at its end.
      for (const digest of sessions.keys()) {
        if (sessions.size < keep) break;
        sessions.delete(digest);
      }
      sessions.set(session.digest, session);
    },
    remove(digest) {
      sessions.delete(digest);
    },
    rememberEnd({ digest, expiresAt }, now) {
      for (const [other, until] of ended) if (until <= now) ended.delete(other);
      ended.set(digest, expiresAt);
    },
    hasEnded: (digest) => ended.has(digest),
  };
}
