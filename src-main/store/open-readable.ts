import { constants, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';

const BUSY_TIMEOUT_MS = 100;

export interface ReadableDatabase {
  readonly database: Database.Database;
  close(): void;
}

/**
 * Opens a database that cannot be written, or not now, for reading. SQLite's write-ahead log makes that hard: even a
 * reader shares an index beside the file with all others, and creates it where it is missing.
 * @throws what the first of the ways throws, when none works
 */
export function openReadable(
  path: string,
  reason: 'locked' | 'damaged' | 'disk_full' | 'not_permitted',
): ReadableDatabase {
  const ways = selectWays(reason);
  let first: unknown = null;
  for (const open of ways) {
    try {
      return open(path);
    } catch (error) {
      first ??= error;
      // Somebody is writing after all, and a copy could be half of each.
      if (isBusy(error)) break;
    }
  }
  throw first;
}

function selectWays(reason: Parameters<typeof openReadable>[1]): ((path: string) => ReadableDatabase)[] {
  switch (reason) {
    case 'locked':
      return [openInPlace];
    case 'damaged':
      return [openInPlace, openCutOff];
    case 'disk_full':
      return [openInPlace, openAlone, openCopy];
    case 'not_permitted':
      return [openInPlace, openCopy];
  }
}

function openInPlace(path: string): ReadableDatabase {
  const database = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  return probe(database, () => database.close());
}

/** SQLite refuses a file that is shorter than it says, whatever is asked for, unless its schema is about to be repaired. */
function openCutOff(path: string): ReadableDatabase {
  const database = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  database.unsafeMode();
  database.pragma('writable_schema = ON');
  return probe(database, () => database.close());
}

/** On a full disk: a connection that lets no other in keeps its index in memory. */
function openAlone(path: string): ReadableDatabase {
  const database = new Database(path, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  database.pragma('locking_mode = EXCLUSIVE');
  return probe(database, () => database.close());
}

/**
 * In a folder that cannot be written: from a copy elsewhere, the log included, because what it holds may be in the file by
 * half. Nobody writes meanwhile: the data directory is this process's own.
 */
function openCopy(path: string): ReadableDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'routex-read-'));
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    const copy = join(folder, 'routex.db');
    copyFileSync(path, copy, constants.COPYFILE_FICLONE);
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`);
    const database = new Database(copy, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    const readable = probe(database, () => {
      database.close();
      removeFolder();
    });
    // An open file outlives its name, except on Windows; so nothing is left behind however the process ends.
    if (process.platform !== 'win32') removeFolder();
    return readable;
  } catch (error) {
    removeFolder();
    throw error;
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}

/** SQLite looks at the file only when it is asked for something. */
function probe(database: Database.Database, close: () => void): ReadableDatabase {
  try {
    database.pragma('query_only = ON');
    database.prepare('SELECT count(*) FROM sqlite_master').get();
    return { database, close };
  } catch (error) {
    close();
    throw error;
  }
}
