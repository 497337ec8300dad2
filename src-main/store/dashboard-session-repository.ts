import type { Database } from 'better-sqlite3';
import type { DashboardSessionRepository, StoredDashboardSession } from './types';

interface DashboardSessionRow {
  sha256: string;
  created_at: number;
  seen_at: number;
  expires_at: number;
}

export function createDashboardSessionRepository(database: Database): DashboardSessionRepository {
  const select = database.prepare<[string], DashboardSessionRow>(
    'SELECT * FROM dashboard_sessions WHERE sha256 = ?',
  );
  const insert = database.prepare<DashboardSessionRow>(
    `INSERT INTO dashboard_sessions (sha256, created_at, seen_at, expires_at)
     VALUES (@sha256, @created_at, @seen_at, @expires_at)`,
  );
  const removeExpired = database.prepare<[number]>('DELETE FROM dashboard_sessions WHERE expires_at <= ?');
  const removeBeyond = database.prepare<[number]>(
    `DELETE FROM dashboard_sessions WHERE sha256 IN
       (SELECT sha256 FROM dashboard_sessions ORDER BY seen_at DESC, created_at DESC LIMIT -1 OFFSET ?)`,
  );
  const update = database.prepare<[number, number, string]>(
    'UPDATE dashboard_sessions SET seen_at = ?, expires_at = ? WHERE sha256 = ?',
  );
  const remove = database.prepare<[string]>('DELETE FROM dashboard_sessions WHERE sha256 = ?');

  const create = database.transaction((session: StoredDashboardSession, keep: number) => {
    removeExpired.run(session.createdAt);
    // Before the new one is there, which must not be the one that goes when clocks went back.
    removeBeyond.run(keep - 1);
    insert.run(convertToRow(session));
  });

  return {
    get(digest) {
      const row = select.get(digest);
      return row === undefined ? null : convertFromRow(row);
    },
    create: (session, keep) => create.immediate(session, keep),
    update(digest, { seenAt, expiresAt }) {
      update.run(seenAt, expiresAt, digest);
    },
    remove(digest) {
      remove.run(digest);
    },
  };
}

function convertFromRow(row: DashboardSessionRow): StoredDashboardSession {
  return {
    digest: row.sha256,
    createdAt: row.created_at,
    seenAt: row.seen_at,
    expiresAt: row.expires_at,
  };
}

function convertToRow(session: StoredDashboardSession): DashboardSessionRow {
  return {
    sha256: session.digest,
    created_at: session.createdAt,
    seen_at: session.seenAt,
    expires_at: session.expiresAt,
  };
}
