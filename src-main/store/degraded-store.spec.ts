import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { initial } from './migrations/0001-initial';
import { MIGRATIONS } from './migrations/index';
import { openDatabase } from './open-database';
import { openStore, type OpenStoreOptions } from './open-store';
import { restoreBackup } from './restore-backup';
import { StoreError } from './store-error';
import type { Store } from './types';

const NOBODY = 65_534;
const PAGE_BYTES = 4096;
const RETRY_MS = 20;
const NOW = Date.UTC(2026, 10, 23, 10, 11, 12, 123);
const TOKEN = {
  id: 'tk_1',
  name: 'default',
  enabled: true,
  last4: 'wxyz',
  sha256: 'a'.repeat(64),
  sealed: 'v1.x',
};
const CHANNEL: Parameters<Store['channels']['create']>[0] = {
  id: 'ch_1',
  name: 'Kept',
  provider: 'custom',
  protocol: 'openai-chat',
  baseUrl: 'http://127.0.0.1:1/v1',
  authStyle: 'bearer',
  models: ['*'],
  modelMapping: {},
  defaultModel: null,
  priority: 50,
  weight: 1,
  enabled: true,
  profile: {},
  credentials: [{ id: 'cr_1', kind: 'key', label: null, enabled: true, last4: '1234', sealed: 'v1.y' }],
};

let directory: string;
let path: string;
let backupsDir: string;
let stores: Store[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'routex-degraded-'));
  path = join(directory, 'routex.db');
  backupsDir = join(directory, 'backups');
  stores = [];
});
afterEach(() => {
  for (const store of stores) store.close();
  for (const file of [directory, backupsDir])
    if (existsSync(file) && statSync(file).isDirectory()) chmodSync(file, 0o700);
  rmSync(directory, { recursive: true, force: true });
});

function open(options: Partial<OpenStoreOptions> = {}): Store {
  const store = openStore({ path, backupsDir, clock: { now: () => NOW }, retryMs: RETRY_MS, ...options });
  stores.push(store);
  return store;
}

function createStore(): void {
  const store = open();
  store.channels.create(CHANNEL);
  store.gatewayTokens.create(TOKEN);
  store.close();
  stores = [];
}

/** A database as a crash leaves it: the channel and the token are in the write-ahead log alone. */
function createCrashedStore({ index }: { index: boolean }): void {
  const store = open();
  store.channels.create(CHANNEL);
  store.gatewayTokens.create(TOKEN);
  const copies = ['', '-wal', ...(index ? ['-shm'] : [])].map((suffix) => `${path}${suffix}`);
  for (const file of copies) copyFileSync(file, file.replace('routex.db', 'copy.db'));
  store.close();
  stores = [];
  for (const file of copies) copyFileSync(file.replace('routex.db', 'copy.db'), file);
}

function createVersion1(): void {
  const database = openDatabase({ path, backupsDir, clock: { now: () => NOW }, migrations: [initial] });
  database.exec(`
    INSERT INTO channels VALUES ('ch_1', 1, 'Kept', 'custom', 'openai-chat', 'http://127.0.0.1:1/v1', 'bearer', '["*"]',
      '{}', NULL, 50, 1.0, 1, '{}', 1, 1);
    INSERT INTO gateway_tokens VALUES ('tk_1', 'default', 1, 'wxyz', '${TOKEN.sha256}', 'v1.x', 1);`);
  database.close();
}

/** Runs as a user without rights, because root may write everywhere. */
function asUserWithoutRights<T>(action: () => T): T {
  const { geteuid, seteuid } = process;
  if (geteuid === undefined || seteuid === undefined || geteuid() !== 0) return action();
  seteuid(NOBODY);
  try {
    return action();
  } finally {
    seteuid(0);
  }
}

function giveAway(): void {
  if (process.geteuid?.() !== 0) return;
  for (const file of [directory, ...readdirSync(directory).map((name) => join(directory, name))])
    chownSync(file, NOBODY, NOBODY);
}

function catchStoreError(action: () => unknown): StoreError {
  try {
    action();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Reads what there is, and tries to write. */
function useStore(store: Store) {
  return {
    problem: store.problem?.reason,
    channels: store.channels.list().map(({ name }) => name),
    tokens: store.gatewayTokens.list().map(({ sha256 }) => sha256),
    request: store.requests.get('req_1'),
    refusals: [
      catchStoreError(() => store.channels.remove('ch_1')).code,
      catchStoreError(() => store.gatewayTokens.create({ ...TOKEN, id: 'tk_2', sha256: 'b' })).code,
    ],
  };
}

const readOnly = (reason: string) => ({
  problem: reason,
  channels: ['Kept'],
  tokens: [TOKEN.sha256],
  request: null,
  refusals: [reason, reason],
});

function protect(modes: { file: number; folder: number }): void {
  for (const name of readdirSync(directory)) chmodSync(join(directory, name), modes.file);
  chmodSync(directory, modes.folder);
}

function countCopies(): number {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('routex-read-')).length;
}

function overwritePage(number: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(PAGE_BYTES, 0xa5), 0, PAGE_BYTES, (number - 1) * PAGE_BYTES);
  closeSync(file);
}

function rootPage(name: string): number {
  const database = new Database(path);
  const page = database.prepare('SELECT rootpage FROM sqlite_master WHERE name = ?').pluck().get(name);
  database.close();
  return Number(page);
}

describe.skipIf(process.platform === 'win32')('a database that cannot be written', () => {
  const FILE = { file: 0o444, folder: 0o755 };
  const FOLDER = { file: 0o644, folder: 0o555 };
  const BOTH = { file: 0o444, folder: 0o555 };

  it.for([
    ['file', FILE],
    ['folder', FOLDER],
    ['file and folder', BOTH],
  ] as const)('is served from: %s', ([, modes]) => {
    createStore();
    giveAway();
    protect(modes);
    asUserWithoutRights(() => expect(useStore(open())).toEqual(readOnly('database_readonly')));
  });

  it.for([
    ['with its index', true, BOTH],
    ['without its index', false, BOTH],
    ['without its index, in a folder where none can be made', false, FOLDER],
  ] as const)('is served from as its log has it: %s', ([, index, modes]) => {
    createCrashedStore({ index });
    giveAway();
    protect(modes);
    const before = readFileSync(path);
    asUserWithoutRights(() => {
      const store = open();
      expect(store.problem).not.toBeNull();
      expect(store.channels.list()).toMatchObject([{ name: 'Kept' }]);
      expect(store.gatewayTokens.list()).toMatchObject([{ sha256: TOKEN.sha256 }]);
    });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('leaves no copy behind', () => {
    const before = countCopies();
    createStore();
    giveAway();
    protect(BOTH);
    asUserWithoutRights(() => open().close());
    stores = [];
    expect(countCopies()).toBe(before);
  });

  it('is written again as soon as it may be', async () => {
    createStore();
    giveAway();
    protect(FILE);
    const store = asUserWithoutRights(() => open());
    expect(store.problem?.reason).toBe('database_readonly');
    protect({ file: 0o644, folder: 0o755 });
    await vi.waitFor(() => expect(store.problem).toBeNull());
    store.channels.create({ ...CHANNEL, id: 'ch_2', name: 'New', credentials: [] });
    expect(store.channels.list()).toHaveLength(2);
  });
});

describe('a database that another program has locked', () => {
  it('is read meanwhile, and written again afterwards', async () => {
    createStore();
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    const store = open();
    expect(useStore(store)).toEqual(readOnly('database_busy'));
    other.exec('ROLLBACK');
    other.close();
    await vi.waitFor(() => expect(store.problem).toBeNull());
    expect(store.channels.remove('ch_1')).toBe(true);
  });

  it('while it is in use refuses a write, and takes the next', async () => {
    createStore();
    const store = open();
    const other = new Database(path);
    other.exec('BEGIN IMMEDIATE');
    expect(catchStoreError(() => store.channels.remove('ch_1')).code).toBe('database_busy');
    expect(store.problem?.reason).toBe('database_busy');
    other.exec('ROLLBACK');
    other.close();
    expect(store.channels.remove('ch_1')).toBe(true);
    await vi.waitFor(() => expect(store.problem).toBeNull());
  });

  it('cannot be served from when not even reading is let in', () => {
    createStore();
    const other = new Database(path);
    other.pragma('locking_mode = EXCLUSIVE');
    other.exec('BEGIN EXCLUSIVE; DELETE FROM channels; COMMIT');
    expect(catchStoreError(() => open()).code).toBe('database_busy');
    other.close();
  });
});

describe('a damaged database', () => {
  it.each(['requests', 'requests_by_time', 'sqlite_autoindex_channels_1'])(
    'is served from when its channels can be read: %s',
    (name) => {
      createStore();
      overwritePage(rootPage(name));
      const before = readFileSync(path);
      const store = open();
      expect(useStore(store)).toEqual(readOnly('database_corrupt'));
      expect(readFileSync(path).equals(before)).toBe(true);
      expect(store.problem?.backup).toBe(
        join(backupsDir, `rescued-v${MIGRATIONS.length}-2026-11-23T10-11-12-123Z.db`),
      );
      expect(store.problem?.message).toContain(`routex restore "${store.problem?.backup}"`);
    },
  );

  it('that was cut off is served from', () => {
    createStore();
    truncateSync(path, statSync(path).size - PAGE_BYTES);
    expect(useStore(open())).toEqual(readOnly('database_corrupt'));
  });

  it('is not copied again at each start', () => {
    createStore();
    overwritePage(rootPage('requests'));
    open();
    open({ clock: { now: () => NOW + 1000 } });
    expect(readdirSync(backupsDir)).toHaveLength(1);
  });

  it('comes back with its channels from the copy its message names, and is kept', () => {
    createStore();
    overwritePage(rootPage('requests'));
    const damaged = readFileSync(path);
    const backup = open().problem?.backup ?? '';
    for (const store of stores.splice(0)) store.close();
    const { replaced } = restoreBackup({ path, backupsDir, backup, now: NOW });
    expect(readFileSync(join(replaced ?? '', 'routex.db')).equals(damaged)).toBe(true);
    const store = open();
    expect(store.problem).toBeNull();
    expect(store.channels.list()).toMatchObject([{ name: 'Kept' }]);
    expect(store.gatewayTokens.list()).toMatchObject([{ sha256: TOKEN.sha256 }]);
    expect(store.channels.remove('ch_1')).toBe(true);
  });

  it.each(['channels', 'credentials', 'gateway_tokens', 'sqlite_master'])(
    'is refused when what it serves with is gone: %s',
    (name) => {
      createStore();
      mkdirSync(backupsDir, { recursive: true });
      const backup = join(backupsDir, 'routex-v1-2026-02-01T00-00-00-000Z.db');
      writeFileSync(backup, '');
      overwritePage(name === 'sqlite_master' ? 1 : rootPage(name));
      const before = readFileSync(path);
      const error = catchStoreError(() => open());
      expect(error.code).toBe('database_corrupt');
      expect(error.message).toContain(backup);
      expect(readFileSync(path).equals(before)).toBe(true);
    },
  );

  it.each([
    ['by a request', 60_000],
    ['by the check in the background', 0],
  ] as const)(
    'too large to be checked at the start is not written any more once found out %s',
    async (_, checkDelayMs) => {
      createStore();
      const raw = new Database(path);
      raw.exec('CREATE TABLE ballast (bytes BLOB); INSERT INTO ballast VALUES (zeroblob(34000000))');
      raw.close();
      overwritePage(rootPage('sqlite_autoindex_requests_1'));
      const store = open({ checkDelayMs });
      expect(store.problem).toBeNull();
      if (checkDelayMs > 0)
        expect(catchStoreError(() => store.requests.get('req_1')).code).toBe('database_corrupt');
      await vi.waitFor(() => expect(store.problem?.backup).toContain('rescued-'), 10_000);
      expect(useStore(store)).toEqual(readOnly('database_corrupt'));
    },
  );
});

describe('a database of an older version', () => {
  it.each([
    ['database_backup_failed', MIGRATIONS, true],
    [
      'database_migration_failed',
      [...MIGRATIONS, { version: MIGRATIONS.length + 1, sql: `DELETE FROM missing` }],
      false,
    ],
  ] as const)('is served from as it would be after the update: %s', (reason, migrations, blockBackups) => {
    createVersion1();
    if (blockBackups) writeFileSync(backupsDir, 'a file where the folder should be');
    if (reason === 'database_migration_failed') {
      // In memory it fails just the same: there is nothing that fits the repositories.
      expect(catchStoreError(() => open({ migrations })).code).toBe(reason);
      return;
    }
    expect(useStore(open({ migrations }))).toEqual(readOnly(reason));
    const database = new Database(path);
    expect(database.pragma('user_version', { simple: true })).toBe(1);
    database.close();
  });

  it('is served from when the update fails on the history alone', () => {
    createVersion1();
    const raw = new Database(path);
    raw.exec('DROP TABLE attempts; DROP TABLE requests');
    raw.close();
    expect(useStore(open())).toEqual(readOnly('database_migration_failed'));
  });
});
