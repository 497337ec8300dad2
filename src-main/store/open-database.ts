import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { Clock } from '#main/gateway/ports';
import { createBackup, loadNewestBackup } from './backup';
import { loadVersion, migrate } from './migrate';
import { MIGRATIONS } from './migrations/index';
import type { Migration } from './migrations/migration';
import { convertToStoreError, StoreError } from './store-error';

/**
 * How long a statement waits for another program's lock. SQLite waits on the thread that also serves requests, so this
 * is short: only one process owns a data directory, and a lock is at most a curious user's shell.
 */
const BUSY_TIMEOUT_MS = 1000;

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
  const supported = migrations.at(-1)?.version ?? 0;
  const database = connect(path);
  try {
    const found = loadVersion(database);
    if (found > supported)
      throw createNewerError(path, found, supported, loadNewestBackup(backupsDir, supported));

    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.pragma('foreign_keys = OFF');
    assertWritable(database, found);
    migrate(database, migrations, (version) =>
      createBackup(database, backupsDir, { version, now: clock.now() }),
    );
    database.pragma('foreign_keys = ON');
    return database;
  } catch (error) {
    database.close();
    throw convertToStoreError(error, path);
  }
}

function connect(path: string): Database.Database {
  try {
    createPrivateFile(path);
    return new Database(path, { timeout: BUSY_TIMEOUT_MS });
  } catch (error) {
    throw convertToStoreError(error, path);
  }
}

/** SQLite would create the file readable for all; its log and index files take over the mode of this one. */
function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** SQLite opens a file it may not write as read-only and tells so only at the first write. */
function assertWritable(database: Database.Database, version: number): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    database.pragma(`user_version = ${version}`);
  } finally {
    if (database.inTransaction) database.exec('ROLLBACK');
  }
}

function createNewerError(path: string, found: number, supported: number, backup: string | null): StoreError {
  const wayBack =
    backup === null
      ? `There is no backup of an older version; move the file out of ${dirname(path)} to start with an empty one.`
      : `To go back to this version, put the backup ${backup} in its place.`;
  return new StoreError(
    'database_newer',
    `${path} was written by a newer Routex: it has version ${found}, this Routex knows versions up to ${supported}. Nothing was opened or changed. Update Routex. ${wayBack}`,
    { path, found, supported, backup },
  );
}
