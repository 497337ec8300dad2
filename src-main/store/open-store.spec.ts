import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from './open-database';
import { openStore } from './open-store';
import { MIGRATIONS } from './migrations/index';
import type { Migration } from './migrations/migration';
import { StoreError } from './store-error';

const FIRST: Migration = { version: 1, sql: 'CREATE TABLE notes (text TEXT NOT NULL) STRICT' };
const SECOND: Migration = {
  version: 2,
  sql: `ALTER TABLE notes ADD COLUMN author TEXT NOT NULL DEFAULT 'nobody'`,
};
const THIRD_BROKEN: Migration = { version: 3, sql: 'DELETE FROM notes; CREATE TABLE notes (text TEXT)' };

let directory: string;
let path: string;
let backupsDir: string;
const clock = { now: () => Date.UTC(2026, 10, 22, 10, 11, 12, 123) };

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'routex-store-'));
  path = join(directory, 'routex.db');
  backupsDir = join(directory, 'backups');
});
afterEach(() => {
  chmodSync(directory, 0o700);
  rmSync(directory, { recursive: true, force: true });
});

function catchStoreError(action: () => unknown): StoreError {
  try {
    action();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function open(migrations: readonly Migration[]) {
  return openDatabase({ path, backupsDir, clock, migrations });
}

function createVersion1(): void {
  const database = open([FIRST]);
  database.exec(`INSERT INTO notes VALUES ('kept')`);
  database.close();
}

describe('openStore', () => {
  it('creates the database with its schema, readable by its owner alone', () => {
    const store = openStore({ path, backupsDir, clock });
    expect(store.channels.list()).toEqual([]);
    expect(store.gatewayTokens.list()).toEqual([]);
    expect(store.requests.get('req_1')).toBeNull();
    expect(store.problem).toBeNull();
    for (const file of readdirSync(directory))
      expect
        .soft(`${file} ${(statSync(join(directory, file)).mode & 0o777).toString(8)}`)
        .toBe(`${file} 600`);
    store.close();

    const database = new Database(path, { readonly: true });
    expect(database.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    database.close();
    expect(existsSync(backupsDir)).toBe(false);
  });

  it('opens the same database again without a backup', () => {
    openStore({ path, backupsDir, clock }).close();
    openStore({ path, backupsDir, clock }).close();
    expect(existsSync(backupsDir)).toBe(false);
  });

  it('names the way out when a newer Routex wrote the database, and leaves it alone', () => {
    openStore({ path, backupsDir, clock }).close();
    const database = new Database(path);
    database.pragma('user_version = 99');
    database.close();
    const before = readFileSync(path);
    mkdirSync(backupsDir);
    for (const name of [
      'routex-v1-2026-01-01T00-00-00-000Z.db',
      'routex-v1-2026-02-01T00-00-00-000Z.db',
      'routex-v98-2026-03-01T00-00-00-000Z.db',
      'notes.txt',
    ])
      writeFileSync(join(backupsDir, name), '');

    const error = catchStoreError(() => openStore({ path, backupsDir, clock }));
    const backup = join(backupsDir, 'routex-v1-2026-02-01T00-00-00-000Z.db');
    expect(error.code).toBe('database_newer');
    expect(error.details).toEqual({ path, found: 99, supported: MIGRATIONS.length, backup });
    for (const part of [path, '99', String(MIGRATIONS.length), backup]) expect(error.message).toContain(part);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('says that there is no backup when a newer database has none', () => {
    const database = new Database(path);
    database.pragma('user_version = 99');
    database.close();
    const error = catchStoreError(() => openStore({ path, backupsDir, clock }));
    expect(error.details.backup).toBeNull();
    expect(error.message).toContain('no backup');
  });

  it('refuses a file that is no database', () => {
    writeFileSync(path, 'this is not a database, but it is long enough to be read as one'.repeat(100));
    const error = catchStoreError(() => openStore({ path, backupsDir, clock }));
    expect(error.code).toBe('database_corrupt');
    expect(error.message).toContain(path);
    expect(readFileSync(path, 'utf8')).toMatch(/^this is not/);
  });

  it('refuses a database that was cut off before its channels', () => {
    openStore({ path, backupsDir, clock }).close();
    truncateSync(path, 4096);
    expect(catchStoreError(() => openStore({ path, backupsDir, clock })).code).toBe('database_corrupt');
  });

  it('says which file cannot be opened when its folder is missing', () => {
    const missing = join(directory, 'missing', 'routex.db');
    const error = catchStoreError(() => openStore({ path: missing, backupsDir, clock }));
    expect(error.code).toBe('database_unavailable');
    expect(error.message).toContain(missing);
  });
});

describe('migrations', () => {
  it('are numbered without a gap', () => {
    expect(MIGRATIONS.map((migration) => migration.version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  });

  it('update an older database after copying it, rows only in the write-ahead log included', () => {
    const old = open([FIRST]);
    old.exec(`INSERT INTO notes VALUES ('kept')`);
    const reader = new Database(path);
    reader.prepare('SELECT * FROM notes').all();
    old.close();

    const database = open([FIRST, SECOND]);
    expect(database.prepare('SELECT * FROM notes').all()).toEqual([{ text: 'kept', author: 'nobody' }]);
    expect(database.pragma('user_version', { simple: true })).toBe(2);
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
    database.close();
    reader.close();

    expect(readdirSync(backupsDir)).toEqual(['routex-v1-2026-11-22T10-11-12-123Z.db']);
    const backupPath = join(backupsDir, 'routex-v1-2026-11-22T10-11-12-123Z.db');
    expect(statSync(backupPath).mode & 0o777).toBe(0o600);
    const backup = new Database(backupPath, { readonly: true });
    expect(backup.prepare('SELECT * FROM notes').all()).toEqual([{ text: 'kept' }]);
    expect(backup.pragma('user_version', { simple: true })).toBe(1);
    backup.close();
  });

  it('keep both copies of two updates in the same millisecond', () => {
    createVersion1();
    expect(catchStoreError(() => open([FIRST, { ...THIRD_BROKEN, version: 2 }])).code).toBe(
      'database_migration_failed',
    );
    open([FIRST, SECOND]).close();
    expect(readdirSync(backupsDir)).toHaveLength(2);
  });

  it('undo a failing step as a whole, keep the steps before it, and name the copy', () => {
    createVersion1();
    const error = catchStoreError(() => open([FIRST, SECOND, THIRD_BROKEN]));
    expect(error.code).toBe('database_migration_failed');
    expect(error.details).toMatchObject({ path, version: 3 });
    expect(error.message).toContain(join(backupsDir, 'routex-v1-2026-11-22T10-11-12-123Z.db'));

    const database = open([FIRST, SECOND]);
    expect(database.prepare('SELECT text FROM notes').pluck().all()).toEqual(['kept']);
    database.close();
  });

  it('undo a step that leaves rows without the row they refer to', () => {
    open([
      {
        version: 1,
        sql: `CREATE TABLE parents (id INTEGER PRIMARY KEY);
              CREATE TABLE children (parent INTEGER REFERENCES parents (id));
              INSERT INTO parents VALUES (1); INSERT INTO children VALUES (1);`,
      },
    ]).close();
    const error = catchStoreError(() => open([FIRST, { version: 2, sql: 'DELETE FROM parents' }]));
    expect(error.code).toBe('database_migration_failed');
  });

  it('keep the ten newest copies, and the newest of each version however old', () => {
    mkdirSync(backupsDir);
    const names = Array.from({ length: 12 }, (_, day) => `routex-v2-2026-10-${day + 10}T00-00-00-000Z.db`);
    const oldest = ['routex-v1-2026-01-01T00-00-00-000Z.db', 'routex-v1-2026-01-02T00-00-00-000Z.db'];
    const others = ['rescued-v2-2026-01-01T00-00-00-000Z.db', 'notes.txt'];
    for (const name of [...oldest, ...names, ...others]) writeFileSync(join(backupsDir, name), '');
    createVersion1();
    open([FIRST, SECOND]).close();
    const made = 'routex-v1-2026-11-22T10-11-12-123Z.db';
    expect(readdirSync(backupsDir).toSorted()).toEqual([made, ...names.slice(3), ...others].toSorted());
  });

  it('do not start when no copy can be written', () => {
    createVersion1();
    writeFileSync(backupsDir, 'a file where the folder should be');
    const error = catchStoreError(() => open([FIRST, SECOND]));
    expect(error.code).toBe('database_backup_failed');
    const database = open([FIRST]);
    expect(database.pragma('user_version', { simple: true })).toBe(1);
    database.close();
  });
});
