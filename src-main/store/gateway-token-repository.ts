import type { Database } from 'better-sqlite3';
import type { Clock } from '#main/gateway/ports';
import { convertFromBoolean, convertToBoolean } from './row-values';
import { NotFoundError, StaleRevisionError } from './store-error';
import type { GatewayTokenChange, GatewayTokenRepository, StoredGatewayToken } from './types';

interface GatewayTokenRow {
  id: string;
  name: string;
  enabled: number;
  last4: string;
  sha256: string;
  sealed: string;
  revision: number;
  created_at: number;
  updated_at: number;
}

export function createGatewayTokenRepository(
  database: Database,
  clock: Pick<Clock, 'now'>,
): GatewayTokenRepository {
  const selectAll = database.prepare<[], GatewayTokenRow>(
    'SELECT * FROM gateway_tokens ORDER BY created_at, rowid',
  );
  const selectOne = database.prepare<[string], GatewayTokenRow>('SELECT * FROM gateway_tokens WHERE id = ?');
  const insert = database.prepare<GatewayTokenRow>(
    `INSERT INTO gateway_tokens (id, name, enabled, last4, sha256, sealed, revision, created_at, updated_at)
     VALUES (@id, @name, @enabled, @last4, @sha256, @sealed, @revision, @created_at, @updated_at)`,
  );
  const updateOne = database.prepare<Pick<GatewayTokenRow, 'id' | 'name' | 'enabled' | 'updated_at'>>(
    `UPDATE gateway_tokens
     SET name = @name, enabled = @enabled, revision = revision + 1, updated_at = @updated_at WHERE id = @id`,
  );
  const remove = database.prepare<[string]>('DELETE FROM gateway_tokens WHERE id = ?');

  const get = (id: string): StoredGatewayToken | null => {
    const row = selectOne.get(id);
    return row === undefined ? null : convertFromRow(row);
  };

  const getExisting = (id: string): StoredGatewayToken => {
    const token = get(id);
    if (token === null) throw new NotFoundError(id);
    return token;
  };

  const create = database.transaction((token: Parameters<GatewayTokenRepository['create']>[0]) => {
    const now = clock.now();
    insert.run(convertToRow({ ...token, revision: 1, createdAt: now, updatedAt: now }));
    return getExisting(token.id);
  });

  const update = database.transaction((id: string, expectedRevision: number, change: GatewayTokenChange) => {
    const current = getExisting(id);
    if (current.revision !== expectedRevision)
      throw new StaleRevisionError(id, expectedRevision, current.revision);
    const { name, enabled } = { ...current, ...change };
    updateOne.run({ id, name, enabled: convertFromBoolean(enabled), updated_at: clock.now() });
    return getExisting(id);
  });

  return {
    list: () => selectAll.all().map(convertFromRow),
    get,
    create: (token) => create.immediate(token),
    update: (id, expectedRevision, change) => update.immediate(id, expectedRevision, change),
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
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
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
    revision: token.revision,
    created_at: token.createdAt,
    updated_at: token.updatedAt,
  };
}
