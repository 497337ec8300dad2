import { chmodSync, closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { Clock } from '#main/gateway/ports';
import { createBackup, loadNewestBackup } from './backup';
import { checkDatabase } from './check-database';
import { convertToStoreError } from './convert-to-store-error';
import { loadVersion, migrate } from './migrate';
import { MIGRATIONS } from './migrations/index';
import type { Migration } from './migrations/migration';
import { StoreError } from './store-error';

/** At the start another process may be just about to close the database. */
const OPEN_BUSY_TIMEOUT_MS = 1000;
/**
 * How long a statement waits for another program's lock. SQLite waits on the thread that also serves requests, so this
 * is short: only one process owns a data directory, and a lock is at most a curious user's shell.
 */
const BUSY_TIMEOUT_MS = 100;
/**
 * Pages in the write-ahead log at which a commit itself moves them into the database, which costs tens of milliseconds of
 * the serving thread. `database-caretaker.ts` does it elsewhere at a thousand; this is for when it cannot keep up.
 */
const LAST_RESORT_CHECKPOINT_PAGES = 16_000;

const OWNER_MAY_WRITE = 0o200;

export interface OpenDatabaseOptions {
  readonly path: string;
  readonly backupsDir: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly migrations?: readonly Migration[];
}

/**
 * Opens, checks and updates the database file; creates it when there is none.
 * @throws {StoreError}
 */
export function openDatabase(options: OpenDatabaseOptions): Database.Database {
  const { path, backupsDir, clock, migrations = MIGRATIONS } = options;
  inspect(options);
  const database = connect(path, OPEN_BUSY_TIMEOUT_MS);
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.pragma('foreign_keys = OFF');
    assertWritable(database);
    migrate(database, migrations, (version) =>
      createBackup(database, backupsDir, { version, now: clock.now() }),
    );
    return configure(database);
  } catch (error) {
    database.close();
    throw convertToStoreError(error, path);
  }
}

/**
 * Opens once more, without waiting, a database that was fine before: checked, and of the newest schema.
 * @throws {StoreError}
 */
export function reopenDatabase(path: string): Database.Database {
  const database = connect(path, 0);
  try {
    database.pragma('synchronous = NORMAL');
    assertWritable(database);
    return configure(database);
  } catch (error) {
    database.close();
    throw convertToStoreError(error, path);
  }
}

/**
 * Looks at the file before a connection that may write is opened: that one would move the write-ahead log into a file
 * that is damaged, or that only a newer Routex understands.
 */
function inspect({ path, backupsDir, migrations = MIGRATIONS }: OpenDatabaseOptions): void {
  if (isMissingOrEmpty(path)) return;
  try {
    // What a crash left half done in a rollback journal, used until the first switch to the write-ahead log, only a writer undoes.
    const readonly = !existsSync(`${path}-journal`);
    const database = new Database(path, { readonly, timeout: OPEN_BUSY_TIMEOUT_MS });
    try {
      assertKnownVersion(database, { path, backupsDir, migrations });
      checkDatabase(database);
    } finally {
      database.close();
    }
  } catch (error) {
    throw convertToStoreError(error, path);
  }
}

/** @throws {StoreError} `database_newer` */
export function assertKnownVersion(
  database: Database.Database,
  options: { path: string; backupsDir: string; migrations: readonly Migration[] },
): void {
  const { path, backupsDir, migrations } = options;
  const found = loadVersion(database);
  const supported = migrations.at(-1)?.version ?? 0;
  if (found <= supported) return;
  throw createNewerError(path, found, supported, loadNewestBackup(backupsDir, supported));
}

function connect(path: string, timeout: number): Database.Database {
  try {
    createPrivateFile(path);
    openUp(path);
    return new Database(path, { timeout });
  } catch (error) {
    throw convertToStoreError(error, path);
  }
}

function configure(database: Database.Database): Database.Database {
  database.pragma('foreign_keys = ON');
  database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  database.pragma(`wal_autocheckpoint = ${LAST_RESORT_CHECKPOINT_PAGES}`);
  return database;
}

function isMissingOrEmpty(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined || stats.size === 0;
}

/** SQLite would create the file readable for all; its log and index files take over the mode of this one. */
function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/**
 * While the database could only be read, SQLite gave the files beside it the same mode; they keep it when the database is
 * made writable, and it could not be written still.
 */
function openUp(path: string): void {
  for (const file of [`${path}-wal`, `${path}-shm`]) {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats === undefined || (stats.mode & OWNER_MAY_WRITE) !== 0) continue;
    try {
      chmodSync(file, statSync(path).mode);
    } catch {
      // Somebody else's: the first write says so.
    }
  }
}

/** SQLite opens a file it may not write as read-only, and a full disk is noticed only at the first commit. */
export function assertWritable(database: Database.Database): void {
  database
    .transaction(() => {
      database.pragma(`user_version = ${loadVersion(database)}`);
    })
    .immediate();
}

function createNewerError(path: string, found: number, supported: number, backup: string | null): StoreError {
  const wayBack =
    backup === null
      ? `There is no backup of an older version; move the file out of ${dirname(path)} to start with an empty one.`
      : `To go back to the backup from before the update, run: routex restore "${backup}". The present file is kept.`;
  return new StoreError(
    'database_newer',
    `${path} was written by a newer Routex: it has version ${found}, this Routex knows versions up to ${supported}. Nothing was opened or changed. Update Routex. ${wayBack}`,
    { path, found, supported, backup },
  );
}
