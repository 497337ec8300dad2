import type { Database } from 'better-sqlite3';
import type { Clock } from '#main/gateway/ports';
import { convertFromBoolean, convertToBoolean } from './row-values';
import type { GatewayTokenRepository, StoredGatewayToken } from './types';

interface GatewayTokenRow {
  id: string;
  name: string;
  enabled: number;
  last4: string;
  sha256: string;
  sealed: string;
  created_at: number;
}

export function createGatewayTokenRepository(
  database: Database,
  clock: Pick<Clock, 'now'>,
): GatewayTokenRepository {
  const selectAll = database.prepare<[], GatewayTokenRow>(
    'SELECT * FROM gateway_tokens ORDER BY created_at, rowid',
  );
  const insert = database.prepare<GatewayTokenRow>(
    `INSERT INTO gateway_tokens (id, name, enabled, last4, sha256, sealed, created_at)
     VALUES (@id, @name, @enabled, @last4, @sha256, @sealed, @created_at)`,
  );
  const remove = database.prepare<[string]>('DELETE FROM gateway_tokens WHERE id = ?');

  return {
    list: () => selectAll.all().map(convertFromRow),
    create(token) {
      const created: StoredGatewayToken = { ...token, createdAt: clock.now() };
      insert.run(convertToRow(created));
      return created;
    },
    remove: (id) => remove.run(id).changes > 0,
  };
}

function convertFromRow(row: GatewayTokenRow): StoredGatewayToken {
  return {
    id: row.id,
    name: row.name,
    enabled: convertToBoolean(row.enabled),
    last4: row.last4,
    sha256: row.sha256,
    sealed: row.sealed,
    createdAt: row.created_at,
  };
}

function convertToRow(token: StoredGatewayToken): GatewayTokenRow {
  return {
    id: token.id,
    name: token.name,
    enabled: convertFromBoolean(token.enabled),
    last4: token.last4,
    sha256: token.sha256,
    sealed: token.sealed,
    created_at: token.createdAt,
  };
}
