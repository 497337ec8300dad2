import type { Database } from 'better-sqlite3';
import type { ChannelSettings } from '#shared/domain/channel';
import type { Clock } from '#main/gateway/ports';
import {
  convertFromChannelRow,
  convertToChannelRow,
  convertToCredentialRow,
  type ChannelRow,
  type CredentialRow,
} from './channel-row';
import { parseRows, type ParsedRows } from './parse-row';
import { NotFoundError, StaleRevisionError } from './store-error';
import type { ChannelRepository, StoredChannel, StoredCredential } from './types';

const COLUMNS = [
  'id',
  'revision',
  'name',
  'provider',
  'protocol',
  'base_url',
  'auth_style',
  'models',
  'model_mapping',
  'default_model',
  'priority',
  'weight',
  'enabled',
  'profile',
  'transformers',
  'price_multiplier',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof ChannelRow)[];

type Change = Partial<ChannelSettings> & { credentials?: readonly StoredCredential[] };

export function createChannelRepository(database: Database, clock: Pick<Clock, 'now'>): ChannelRepository {
  const selectAll = database.prepare<[], ChannelRow>(
    'SELECT * FROM channels ORDER BY priority DESC, created_at, rowid',
  );
  const selectOne = database.prepare<[string], ChannelRow>('SELECT * FROM channels WHERE id = ?');
  const insertChannel = database.prepare<ChannelRow>(
    `INSERT INTO channels (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((column) => `@${column}`).join(', ')})`,
  );
  const updateChannel = database.prepare<ChannelRow>(
    `UPDATE channels SET ${COLUMNS.map((column) => `${column} = @${column}`).join(', ')} WHERE id = @id`,
  );
  const deleteChannel = database.prepare<[string]>('DELETE FROM channels WHERE id = ?');

  const selectAllCredentials = database.prepare<[], CredentialRow>(
    'SELECT * FROM credentials ORDER BY channel_id, position',
  );
  const selectCredentials = database.prepare<[string], CredentialRow>(
    'SELECT * FROM credentials WHERE channel_id = ? ORDER BY position',
  );
  const deleteCredentials = database.prepare<[string]>('DELETE FROM credentials WHERE channel_id = ?');
  const insertCredential = database.prepare<CredentialRow>(
    `INSERT INTO credentials (id, channel_id, position, kind, label, enabled, last4, sealed)
     VALUES (@id, @channel_id, @position, @kind, @label, @enabled, @last4, @sealed)`,
  );

  const get = (id: string): StoredChannel | null => {
    const row = selectOne.get(id);
    return row === undefined ? null : convertFromChannelRow(row, selectCredentials.all(id), database.name);
  };

  /** Called last inside a writing transaction too, so that what could not be read later is never committed. */
  const getExisting = (id: string): StoredChannel => {
    const channel = get(id);
    if (channel === null) throw new NotFoundError(id);
    return channel;
  };

  const insertCredentials = (channelId: string, credentials: readonly StoredCredential[]): void => {
    for (const [position, credential] of credentials.entries())
      insertCredential.run(convertToCredentialRow(credential, channelId, position));
  };

  const read = database.transaction((): ParsedRows<StoredChannel> => {
    const credentials = Map.groupBy(selectAllCredentials.all(), (row) => row.channel_id);
    return parseRows(selectAll.all(), (row) =>
      convertFromChannelRow(row, credentials.get(row.id) ?? [], database.name),
    );
  });

  const create = database.transaction((channel: Parameters<ChannelRepository['create']>[0]) => {
    const now = clock.now();
    insertChannel.run(convertToChannelRow({ ...channel, revision: 1, createdAt: now, updatedAt: now }));
    insertCredentials(channel.id, channel.credentials);
    return getExisting(channel.id);
  });

  const update = database.transaction((id: string, expectedRevision: number, change: Change) => {
    const current = getExisting(id);
    if (current.revision !== expectedRevision)
      throw new StaleRevisionError(id, expectedRevision, current.revision);
    updateChannel.run(
      convertToChannelRow({
        ...current,
        ...change,
        id,
        revision: current.revision + 1,
        createdAt: current.createdAt,
        updatedAt: clock.now(),
      }),
    );
    if (change.credentials !== undefined) {
      deleteCredentials.run(id);
      insertCredentials(id, change.credentials);
    }
    return getExisting(id);
  });

  return {
    list: () => read().valid,
    listUnreadable: () => read().unreadable,
    get,
    create: (channel) => create.immediate(channel),
    update: (id, expectedRevision, change) => update.immediate(id, expectedRevision, change),
    remove: (id) => deleteChannel.run(id).changes > 0,
  };
}
