import type { Database } from 'better-sqlite3';
import type { Clock } from '#main/gateway/ports';
import { UNBOUND } from '#shared/domain/gateway-token';
import {
  convertFromGatewayTokenRow,
  convertToGatewayTokenRow,
  convertToScopeColumns,
  type GatewayTokenRow,
} from './gateway-token-row';
import { parseRows, type ParsedRows } from './parse-row';
import { convertFromBoolean } from './row-values';
import { NotFoundError, StaleRevisionError } from './store-error';
import type {
  GatewayTokenChange,
  GatewayTokenRepository,
  NewGatewayToken,
  StoredGatewayToken,
} from './types';

export function createGatewayTokenRepository(
  database: Database,
  clock: Pick<Clock, 'now'>,
): GatewayTokenRepository {
  const selectAll = database.prepare<[], GatewayTokenRow>(
    'SELECT * FROM gateway_tokens ORDER BY created_at, rowid',
  );
  const selectOne = database.prepare<[string], GatewayTokenRow>('SELECT * FROM gateway_tokens WHERE id = ?');
  const insert = database.prepare<GatewayTokenRow>(
    `INSERT INTO gateway_tokens (id, name, enabled, last4, sha256, sealed, project, models, channel_ids, revision, created_at, updated_at)
     VALUES (@id, @name, @enabled, @last4, @sha256, @sealed, @project, @models, @channel_ids, @revision, @created_at, @updated_at)`,
  );
  const updateOne = database.prepare<
    Omit<GatewayTokenRow, 'last4' | 'sha256' | 'sealed' | 'revision' | 'created_at'>
  >(
    `UPDATE gateway_tokens
     SET name = @name, enabled = @enabled, project = @project, models = @models, channel_ids = @channel_ids,
         revision = revision + 1, updated_at = @updated_at WHERE id = @id`,
  );
  const remove = database.prepare<[string]>('DELETE FROM gateway_tokens WHERE id = ?');

  const convert = (row: GatewayTokenRow): StoredGatewayToken =>
    convertFromGatewayTokenRow(row, database.name);

  const read = (): ParsedRows<StoredGatewayToken> => parseRows(selectAll.all(), convert);

  const get = (id: string): StoredGatewayToken | null => {
    const row = selectOne.get(id);
    return row === undefined ? null : convert(row);
  };

  const getExisting = (id: string): StoredGatewayToken => {
    const token = get(id);
    if (token === null) throw new NotFoundError(id);
    return token;
  };

  const create = database.transaction((token: NewGatewayToken) => {
    const now = clock.now();
    insert.run(
      convertToGatewayTokenRow({ ...UNBOUND, ...token, revision: 1, createdAt: now, updatedAt: now }),
    );
    return getExisting(token.id);
  });

  const update = database.transaction((id: string, expectedRevision: number, change: GatewayTokenChange) => {
    const current = getExisting(id);
    if (current.revision !== expectedRevision)
      throw new StaleRevisionError(id, expectedRevision, current.revision);
    const { name, enabled, ...changed } = { ...current, ...change };
    updateOne.run({
      id,
      name,
      enabled: convertFromBoolean(enabled),
      ...convertToScopeColumns(changed),
      updated_at: clock.now(),
    });
    return getExisting(id);
  });

  return {
    list: () => read().valid,
    listUnreadable: () => read().unreadable,
    get,
    create: (token) => create.immediate(token),
    update: (id, expectedRevision, change) => update.immediate(id, expectedRevision, change),
    remove: (id) => remove.run(id).changes > 0,
  };
}
