import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { convertToStoreError } from './convert-to-store-error';
import { loadVersion } from './migrate';
import { MIGRATIONS } from './migrations/index';
import { StoreError } from './store-error';

export interface RestoredBackup {
  /** Where the files lie that were in its place; null when there were none. */
  readonly replaced: string | null;
}

/**
 * Puts a backup in the place of the database, whatever state that is in; its files are kept. Call it only as the owner of
 * the data directory, with no store open.
 * @throws {StoreError} when the backup is no usable database, or cannot be written; nothing has changed then
 */
export function restoreBackup(options: {
  path: string;
  backupsDir: string;
  backup: string;
  now: number;
}): RestoredBackup {
  const { path, backupsDir, backup, now } = options;
  const fresh = `${path}.restoring`;
  const kept: Kept[] = [];
  try {
    rmSync(fresh, { force: true });
    copyBackup(backup, fresh);
    const replaced = keepPresent(path, join(backupsDir, `replaced-${formatTime(now)}`), kept);
    renameSync(fresh, path);
    syncDirectory(dirname(path));
    return { replaced };
  } catch (error) {
    // The log belongs to the database that stays: without it what was written last would be lost.
    for (const { file, copy } of kept.toReversed()) if (!existsSync(file)) moveFile(copy, file);
    rmSync(fresh, { force: true });
    throw convertToStoreError(error, path);
  }
}

/** A file of the database that was there, and where it is now. */
interface Kept {
  readonly file: string;
  readonly copy: string;
}

/** A copy made by SQLite, and so whole, even of a database that has a write-ahead log beside it. */
function copyBackup(backup: string, target: string): void {
  if (!existsSync(backup)) throw createUnusableError(backup, 'there is no such file');
  closeSync(openSync(target, 'wx', 0o600));
  const database = openBackup(backup);
  try {
    database.prepare('VACUUM INTO ?').run(target);
  } finally {
    database.close();
  }
  endSessions(target);
  syncFile(target);
}

/** Who has signed out since must not be signed in again. */
function endSessions(target: string): void {
  const database = new Database(target);
  try {
    const table = database.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'dashboard_sessions'`);
    if (table.get() !== undefined) database.exec('DELETE FROM dashboard_sessions');
  } finally {
    database.close();
  }
}

function openBackup(backup: string): Database.Database {
  let database: Database.Database | null = null;
  try {
    database = new Database(backup, { readonly: true });
    const problem = findProblem(database);
    if (problem === null) return database;
    throw createUnusableError(backup, problem);
  } catch (error) {
    database?.close();
    if (error instanceof StoreError) throw error;
    throw createUnusableError(backup, error instanceof Error ? error.message : String(error), error);
  }
}

function findProblem(database: Database.Database): string | null {
  const version = loadVersion(database);
  const supported = MIGRATIONS.at(-1)?.version ?? 0;
  if (version > supported) return `it has version ${version}, this Routex knows versions up to ${supported}`;
  const hasChannels =
    database.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'channels'`).get() !== undefined;
  if (version === 0 || !hasChannels) return 'it is not a Routex database';
  const result = database.pragma('quick_check(1)', { simple: true });
  return result === 'ok' ? null : String(result);
}

function createUnusableError(backup: string, reason: string, cause?: unknown): StoreError {
  return new StoreError(
    'database_backup_unusable',
    `${backup} cannot be put in place (${reason}). Nothing was changed. Choose another backup.`,
    { path: backup, reason },
    cause,
  );
}

/**
 * The log goes first: applied to the backup it would destroy it. The database itself stays where it is, under a second
 * name, until the backup takes its place in one step; so there is no moment at which a start would find none.
 */
function keepPresent(path: string, folder: string, moved: Kept[]): string | null {
  const files = [`${path}-wal`, `${path}-shm`, `${path}-journal`, path].filter((file) => existsSync(file));
  if (files.length === 0) return null;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const file of files) {
    const copy = join(folder, basename(file));
    if (file === path) keepUnderSecondName(file, copy);
    else moveFile(file, copy);
    moved.push({ file, copy });
  }
  return folder;
}

function keepUnderSecondName(file: string, copy: string): void {
  try {
    linkSync(file, copy);
  } catch {
    // exFAT and some network and container file systems have no hard links, and none leads to another file system.
    copyFileSync(file, copy);
  }
}

/** Also to another file system, where the backups may lie. */
function moveFile(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    copyFileSync(from, to);
    rmSync(from);
  }
}

function formatTime(now: number): string {
  return new Date(now).toISOString().replaceAll(/[:.]/g, '-');
}

function syncFile(path: string): void {
  const descriptor = openSync(path, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function syncDirectory(directory: string): void {
  // A folder cannot be opened for this on Windows, where NTFS journals the entry itself.
  if (process.platform === 'win32') return;
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
