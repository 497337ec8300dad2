import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { StoreError, type StoreErrorCode } from './store-error';

/** Less than the index of the write-ahead log takes, which is the first thing a full disk has no room for. */
const FULL_DISK_BYTES = 64 * 1024;

/**
 * Turns what SQLite or the file system threw while `path` was used into a StoreError; a StoreError stays as it is.
 * @param backup a copy that could take the place of a damaged file
 */
export function convertToStoreError(error: unknown, path: string, backup: string | null = null): StoreError {
  if (error instanceof StoreError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const code = selectCode(error, path);
  switch (code) {
    case 'database_corrupt':
      return createCorruptError(path, reason, backup, error);
    case 'database_readonly':
      return new StoreError(
        code,
        `${path} cannot be written (${reason}). Give the user that runs Routex write access to the file and its folder.`,
        { path, reason },
        error,
      );
    case 'database_busy':
      return new StoreError(
        code,
        `${path} is locked by another program (${reason}). Close the program that has the database open, then try again.`,
        { path, reason },
        error,
      );
    case 'database_full':
      return new StoreError(
        code,
        `There is no room on the disk that holds ${path} (${reason}). Free some space, then try again.`,
        { path, reason },
        error,
      );
    case 'database_unavailable':
      return new StoreError(
        code,
        `${path} cannot be opened (${reason}). Check that its folder exists, that no folder has the file's name, and that its disk works.`,
        { path, reason },
        error,
      );
  }
}

export function createCorruptError(
  path: string,
  report: string,
  backup: string | null,
  cause?: unknown,
): StoreError {
  const reason = selectFinding(report);
  const wayOut =
    backup === null
      ? `There is no backup. To start with an empty database, stop Routex and move the file away, together with ${path}-wal and ${path}-shm where they exist.`
      : `To go back to the backup, stop Routex and run: routex restore "${backup}". The damaged file is kept. A backup called rescued holds the channels and gateway tokens of the damaged file, without the history of requests.`;
  return new StoreError(
    'database_corrupt',
    `${path} is damaged or not a Routex database (${reason}). ${wayOut}`,
    { path, reason, backup },
    cause,
  );
}

/** `PRAGMA quick_check` answers in several lines, and headed by the name of the database. */
function selectFinding(report: string): string {
  return report
    .replace(/^\*\*\* in database \w+ \*\*\*/, '')
    .trim()
    .replaceAll(/\s+/g, ' ');
}

type FileFailureCode = Extract<
  StoreErrorCode,
  'database_corrupt' | 'database_readonly' | 'database_busy' | 'database_full' | 'database_unavailable'
>;

function selectCode(error: unknown, path: string): FileFailureCode {
  const code = selectErrorCode(error);
  // Extended result codes carry their primary code as prefix: SQLITE_CORRUPT_INDEX, SQLITE_READONLY_DIRECTORY.
  if (/^SQLITE_(?:CORRUPT|NOTADB)/.test(code)) return 'database_corrupt';
  if (/^(?:SQLITE_READONLY|SQLITE_PERM|EACCES|EPERM|EROFS)/.test(code)) return 'database_readonly';
  if (/^SQLITE_(?:BUSY|LOCKED|PROTOCOL)/.test(code)) return 'database_busy';
  if (/^(?:SQLITE_FULL|ENOSPC|EDQUOT)/.test(code)) return 'database_full';
  // Where it is one of the other files that finds no room or may not be written, SQLite calls it an I/O error.
  if (/^SQLITE_(?:IOERR|CANTOPEN)/.test(code)) {
    if (isDiskFull(path)) return 'database_full';
    if (existsSync(path) && !isWritable(path)) return 'database_readonly';
  }
  return 'database_unavailable';
}

function selectErrorCode(error: unknown): string {
  if (error instanceof Database.SqliteError) return error.code;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return '';
}

/** The file, and the folder where SQLite keeps others beside it. */
export function isWritable(path: string): boolean {
  try {
    for (const file of [path, dirname(path)]) accessSync(file, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** False when the file system does not tell. */
export function isDiskFull(path: string): boolean {
  try {
    const { bavail, bsize, blocks } = statfsSync(dirname(path));
    return blocks > 0 && bavail * bsize < FULL_DISK_BYTES;
  } catch {
    return false;
  }
}
