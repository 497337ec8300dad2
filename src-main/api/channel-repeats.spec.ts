import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { CreateChannel } from '#shared/contract/channels';
import { createTestDirectory, openTestApi } from './testing/open-test-api';

const SECRET = 'fake-key-0123456789-last';
const CUSTOM = { name: 'Mine', protocol: 'openai-chat', baseUrl: 'http://127.0.0.1:9/v1' } as const;

const keyOf = (secret: string) => ({ kind: 'key', secret }) as const;

describe('repeating a create', () => {
  const ID = 'ch_madeUpByTheCaller1';
  const input = {
    ...CUSTOM,
    id: ID,
    credentials: [keyOf(SECRET), { kind: 'client', label: 'mine' }],
  } as const;
  const asInput = () => ({ ...input, credentials: [...input.credentials] });

  it('answers with what is there, once its answer was lost', async () => {
    const { client, store, published } = openTestApi();
    const created = await client.channels.create(asInput());
    expect(created.id).toBe(ID);
    expect(await client.channels.create(asInput())).toEqual(created);
    expect(store.channels.list()).toHaveLength(1);
    expect(published).toEqual([{ type: 'channels.changed' }]);
  });

  it.each<[string, Partial<CreateChannel>]>([
    ['another key', { credentials: [keyOf('fake-key-0123456789-lasT'), { kind: 'client', label: 'mine' }] }],
    ['fewer credentials', { credentials: [keyOf(SECRET)] }],
    ['another label', { credentials: [keyOf(SECRET), { kind: 'client' }] }],
    ['another name', { name: 'Yours' }],
    ['another setting', { modelMapping: { a: 'b' } }],
  ])('is a conflict with %s, and tells nothing of the stored key', async (_, change) => {
    const { client, store } = openTestApi();
    await client.channels.create(asInput());
    const before = store.channels.list();
    const refused: unknown = await client.channels
      .create({ ...asInput(), ...change })
      .catch((error) => error);
    expect(refused).toMatchObject({
      code: 'CONFLICT',
      data: { reason: 'id_taken', kind: 'channel', name: 'Mine', field: 'id' },
    });
    expect(JSON.stringify(refused)).not.toContain('fake-key');
    expect(store.channels.list()).toEqual(before);
  });

  it('is a conflict when the stored key can no longer be read', async () => {
    const directory = createTestDirectory();
    const before = openTestApi({ directory });
    await before.client.channels.create(asInput());
    await before.close();
    const { client } = openTestApi({ directory, dataKey: new Uint8Array(32).fill(8) });
    await expect(client.channels.create(asInput())).rejects.toMatchObject({ data: { reason: 'id_taken' } });
  });

  it.each(['ch_short', 'tk_madeUpByTheCaller1', 'ch_made-up-by-the-caller', '__proto__'])(
    'needs an id of the right form, not %s',
    async (id) => {
      const { client } = openTestApi();
      await expect(client.channels.create({ ...CUSTOM, id })).rejects.toMatchObject({
        data: { field: 'id' },
      });
    },
  );
});

describe('removing a channel', () => {
  it('is done once, and no error when it is done', async () => {
    const { client, applied, published } = openTestApi();
    const { id } = await client.channels.create(CUSTOM);
    expect(await client.channels.remove({ id })).toEqual({ id, removed: true });
    expect(await client.channels.remove({ id })).toEqual({ id, removed: false });
    expect(applied.at(-1)?.channels).toEqual([]);
    expect(published).toEqual([{ type: 'channels.changed' }, { type: 'channels.changed' }]);
  });

  it('spares a channel that has changed since', async () => {
    const { client } = openTestApi();
    const { id, revision } = await client.channels.create(CUSTOM);
    await client.channels.update({ id, revision, priority: 60 });
    await expect(client.channels.remove({ id, revision })).rejects.toMatchObject({
      data: { reason: 'stale_revision', kind: 'channel', name: 'Mine' },
    });
    expect(await client.channels.remove({ id, revision: revision + 1 })).toEqual({ id, removed: true });
  });

  it('is the way out when the database holds one that cannot be read', async () => {
    const { client, directory, published, applied } = openTestApi();
    const { id } = await client.channels.create(CUSTOM);
    const database = new Database(join(directory, 'routex.db'));
    database.prepare('UPDATE channels SET protocol = ?').run('smoke-signals');
    database.close();
    expect(await client.channels.list()).toEqual([]);
    expect(await client.system.status()).toMatchObject({
      channels: [],
      unreadable: [{ kind: 'channel', id, name: 'Mine', reason: expect.stringMatching(/^protocol: /) }],
    });
    const refused = {
      code: 'STORE_UNUSABLE',
      status: 503,
      data: { reason: 'database_row_invalid', row: id, path: join(directory, 'routex.db') },
    };
    await expect(client.channels.get({ id })).rejects.toMatchObject(refused);
    await expect(client.channels.update({ id, revision: 1, priority: 60 })).rejects.toMatchObject(refused);
    // It is removed by its name, which must not lead to another one.
    await expect(client.channels.create({ ...CUSTOM, name: 'mine' })).rejects.toMatchObject({
      code: 'CONFLICT',
      data: { reason: 'name_taken' },
    });

    const other = await client.channels.create({ ...CUSTOM, name: 'Other' });
    expect(applied.at(-1)?.channels).toMatchObject([{ id: other.id }]);
    expect(await client.channels.remove({ id })).toEqual({ id, removed: true });
    expect(published.at(-1)).toEqual({ type: 'channels.changed' });
    expect(await client.system.status()).toMatchObject({ unreadable: [] });
    expect(await client.channels.create({ ...CUSTOM, name: 'mine' })).toMatchObject({ name: 'mine' });
  });
});
