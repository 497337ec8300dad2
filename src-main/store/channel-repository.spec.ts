import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UNBOUND } from '#shared/domain/gateway-token';
import { openStore } from './open-store';
import { NotFoundError, StaleRevisionError, StoreError } from './store-error';
import type { Store, StoredChannel, StoredCredential } from './types';

let directory: string;
let path: string;
let store: Store;
let now: number;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'routex-channels-'));
  path = join(directory, 'routex.db');
  now = 1000;
  store = openStore({ path, backupsDir: join(directory, 'backups'), clock: { now: () => now } });
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true, force: true });
});

const credential = (id: string, change: Partial<StoredCredential> = {}): StoredCredential => ({
  id,
  kind: 'key',
  label: null,
  enabled: true,
  last4: '1234',
  sealed: `v1.${id}`,
  ...change,
});

type NewChannel = Omit<StoredChannel, 'revision' | 'createdAt' | 'updatedAt'>;

const channel = (id: string, change: Partial<NewChannel> = {}): NewChannel => ({
  id,
  name: `Channel ${id}`,
  provider: 'anthropic',
  protocol: 'anthropic-messages',
  baseUrl: 'https://api.anthropic.com',
  authStyle: 'x-api-key',
  models: ['claude-opus-4-5', '*'],
  modelMapping: { 'claude-opus-4-5': 'opus', '*': 'other' },
  defaultModel: null,
  priority: 50,
  weight: 0.5,
  enabled: true,
  profile: { strictTools: true, extraBody: { list: [1, null] } },
  credentials: [],
  ...change,
});

const token = (id: string, sha256 = id) => ({
  id,
  name: `Token ${id}`,
  enabled: true,
  last4: 'wxyz',
  sha256,
  sealed: `v1.${id}`,
});

describe('channels', () => {
  it('come back as they were stored, also after the database is opened again', () => {
    const credentials = [
      credential('b', { label: 'second account', enabled: false }),
      credential('a', { kind: 'client', last4: null, sealed: null }),
    ];
    const created = store.channels.create(
      channel('one', { credentials, defaultModel: 'small', enabled: false }),
    );
    expect(created).toEqual({
      ...channel('one', { credentials, defaultModel: 'small', enabled: false }),
      revision: 1,
      createdAt: 1000,
      updatedAt: 1000,
    });

    store.close();
    store = openStore({ path, backupsDir: join(directory, 'backups'), clock: { now: () => now } });
    expect(store.channels.get('one')).toEqual(created);
    expect(store.channels.list()).toEqual([created]);
    expect(store.channels.get('two')).toBeNull();
  });

  it('are listed by priority, then by age, each with its own credentials in order', () => {
    store.channels.create(channel('low', { priority: 10, credentials: [credential('z'), credential('y')] }));
    store.channels.create(channel('same time, first', { credentials: [credential('x')] }));
    store.channels.create(channel('same time, second'));
    now = 500;
    store.channels.create(channel('older'));
    store.channels.create(channel('high', { priority: 90 }));

    const list = store.channels.list();
    expect(list.map(({ id }) => id)).toEqual([
      'high',
      'older',
      'same time, first',
      'same time, second',
      'low',
    ]);
    expect(list.at(-1)?.credentials.map(({ id }) => id)).toEqual(['z', 'y']);
    expect(list[2]?.credentials.map(({ id }) => id)).toEqual(['x']);
  });

  it('grow by one revision with each update and keep what the change does not name', () => {
    const credentials = [credential('a')];
    store.channels.create(channel('one', { credentials }));
    now = 2000;
    const updated = store.channels.update('one', 1, { name: 'Renamed', models: ['m'] });
    expect(updated).toEqual({
      ...channel('one', { name: 'Renamed', models: ['m'], credentials }),
      revision: 2,
      createdAt: 1000,
      updatedAt: 2000,
    });
    expect(store.channels.get('one')).toEqual(updated);
  });

  it('replace their credentials only when the change names them', () => {
    store.channels.create(channel('one', { credentials: [credential('a'), credential('b')] }));
    const reordered = [credential('b', { label: 'now first' }), credential('c'), credential('a')];
    expect(store.channels.update('one', 1, { credentials: reordered }).credentials).toEqual(reordered);
    expect(store.channels.update('one', 2, { credentials: [] }).credentials).toEqual([]);
  });

  it('refuse an edit made from an old revision, and change nothing', () => {
    store.channels.create(channel('one'));
    const current = store.channels.update('one', 1, { name: 'Second' });
    expect(() => store.channels.update('one', 1, { name: 'Third', credentials: [credential('a')] })).toThrow(
      expect.objectContaining({ code: 'stale_revision', expectedRevision: 1, currentRevision: 2 }),
    );
    expect(() => store.channels.update('one', 1, {})).toThrow(StaleRevisionError);
    expect(store.channels.get('one')).toEqual(current);
  });

  it('refuse an edit of one that is gone', () => {
    expect(() => store.channels.update('gone', 1, {})).toThrow(NotFoundError);
  });

  it('take their credentials along when they are removed', () => {
    store.channels.create(channel('one', { credentials: [credential('a')] }));
    expect(store.channels.remove('one')).toBe(true);
    expect(store.channels.remove('one')).toBe(false);
    expect(
      store.channels.create(channel('two', { credentials: [credential('a')] })).credentials,
    ).toHaveLength(1);
  });

  it('are not stored when they could not be read back', () => {
    expect(() => store.channels.create(channel('bad', { priority: 1000 }))).toThrow(
      expect.objectContaining({ code: 'database_row_invalid' }),
    );
    store.channels.create(channel('good'));
    expect(() => store.channels.update('good', 1, { baseUrl: 'not a url' })).toThrow(StoreError);
    expect(store.channels.list().map(({ id, revision }) => [id, revision])).toEqual([['good', 1]]);
  });

  it.each([
    ["base_url = 'ftp://user:fake-password@host'", 'baseUrl: Invalid URL'],
    ["models = '{fake-password'", 'models: Invalid input: expected array, received string'],
    ["profile = '[]', weight = -1", expect.stringMatching(/^weight: .+; profile: .+$/)],
    ["protocol = 'smoke-signals'", expect.stringMatching(/^protocol: /)],
    ['revision = 0', expect.stringMatching(/^revision: /)],
  ])('are left out when something else wrote %s, and stay as they are', (change, reason) => {
    const good = store.channels.create(channel('good'));
    store.channels.create(channel('one', { priority: 90, credentials: [credential('a')] }));
    edit(`UPDATE channels SET ${change} WHERE id = 'one'`);
    expect(store.channels.list()).toEqual([good]);
    expect(store.channels.listUnreadable()).toEqual([{ id: 'one', name: 'Channel one', reason }]);
    expect(JSON.stringify(store.channels.listUnreadable())).not.toContain('fake-password');
    for (const use of [() => store.channels.get('one'), () => store.channels.update('one', 1, {})]) {
      expect(use).toThrow(
        expect.objectContaining({
          code: 'database_row_invalid',
          message: expect.stringContaining('Channel one'),
        }),
      );
    }
    expect(store.channels.remove('one')).toBe(true);
    expect(store.channels.listUnreadable()).toEqual([]);
  });

  it('are left out when one of their credentials is nothing that is known', () => {
    store.channels.create(channel('one', { credentials: [credential('a'), credential('b')] }));
    edit(`UPDATE credentials SET kind = 'oracle' WHERE id = 'b'`);
    expect(store.channels.list()).toEqual([]);
    expect(store.channels.listUnreadable()).toMatchObject([
      { reason: expect.stringMatching(/^credentials\.1\.kind: /) },
    ]);
  });

  it('are told by names that a terminal can show', () => {
    store.channels.create(channel('one'));
    store.channels.create(channel('two'));
    edit(
      `UPDATE channels SET name = ' a' || char(27) || '[31mb' || char(10) || hex(zeroblob(200)) WHERE id = 'one'`,
    );
    edit(`UPDATE channels SET name = char(9) WHERE id = 'two'`);
    const [first, second] = store.channels.listUnreadable();
    expect(first?.name).toMatch(/^a \[31mb 0+$/);
    expect(first?.name).toHaveLength(80);
    expect(second?.name).toBeNull();
  });
});

/** As another program would. */
function edit(sql: string): void {
  const other = new Database(path);
  other.exec(sql);
  other.close();
}

describe('gateway tokens', () => {
  it('are listed oldest first, and gone once removed', () => {
    const first = store.gatewayTokens.create(token('b'));
    const second = store.gatewayTokens.create({ ...token('a'), enabled: false });
    expect(first).toEqual({ ...UNBOUND, ...token('b'), revision: 1, createdAt: 1000, updatedAt: 1000 });
    expect(store.gatewayTokens.list()).toEqual([first, second]);
    expect(store.gatewayTokens.remove('b')).toBe(true);
    expect(store.gatewayTokens.remove('b')).toBe(false);
    expect(store.gatewayTokens.list()).toEqual([second]);
  });

  it('are changed from the revision the edit was made from, once', () => {
    const { revision } = store.gatewayTokens.create(token('a'));
    now = 2000;
    const changed = store.gatewayTokens.update('a', revision, { name: 'Other', enabled: false });
    expect(changed).toEqual({
      ...UNBOUND,
      ...token('a'),
      name: 'Other',
      enabled: false,
      revision: 2,
      createdAt: 1000,
      updatedAt: 2000,
    });
    expect(store.gatewayTokens.get('a')).toEqual(changed);
    expect(() => store.gatewayTokens.update('a', revision, { name: 'Third' })).toThrow(StaleRevisionError);
    expect(() => store.gatewayTokens.update('gone', 1, {})).toThrow(NotFoundError);
    expect(store.gatewayTokens.get('gone')).toBeNull();
    expect(store.gatewayTokens.list()).toEqual([changed]);
  });

  it('are left out when something else wrote what they may not hold', () => {
    const good = store.gatewayTokens.create(token('good'));
    store.gatewayTokens.create(token('bad'));
    edit(`UPDATE gateway_tokens SET revision = -1 WHERE id = 'bad'`);
    expect(store.gatewayTokens.list()).toEqual([good]);
    expect(store.gatewayTokens.listUnreadable()).toEqual([
      { id: 'bad', name: 'Token bad', reason: expect.stringMatching(/^revision: /) },
    ]);
    expect(() => store.gatewayTokens.get('bad')).toThrow(
      expect.objectContaining({ code: 'database_row_invalid' }),
    );
    expect(store.gatewayTokens.remove('bad')).toBe(true);
  });

  it('cannot share a hash', () => {
    store.gatewayTokens.create(token('a', 'same'));
    expect(() => store.gatewayTokens.create(token('b', 'same'))).toThrow(/UNIQUE/);
  });
});
