import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/**
 * The lock is an open exclusive transaction on an empty SQLite file: an operating-system lock that ends with the
 * process, however it ends, and that no reused process id can fake. The file itself stays and means nothing.
 *
 * On POSIX systems a process loses its locks on a file when it closes *any* descriptor of it. SQLite knows; nothing else
 * in the owning process may open this file.
 */
const selectPath = (directory: string): string => join(directory, 'owner.lock');

/** A question whether the lock is held holds it for an instant itself; even who will not wait must sit that out. */
const SHORTEST_WAIT_MS = 100;

/** Returns what gives the lock back; null when another process has it for longer than `waitMs`. */
export function lockDirectory(directory: string, waitMs: number): (() => void) | null {
  createPrivateFile(selectPath(directory));
  const lock = new Database(selectPath(directory), { timeout: Math.max(waitMs, SHORTEST_WAIT_MS) });
  try {
    // Nothing is ever written, so there is no journal to leave behind.
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    return () => {
      lock.close();
    };
  } catch (error) {
    lock.close();
    if (isBusy(error)) return null;
    throw error;
  }
}

export function isDirectoryLocked(directory: string): boolean {
  const path = selectPath(directory);
  if (!existsSync(path)) return false;
  const probe = new Database(path, { readonly: true, fileMustExist: true, timeout: 0 });
  try {
    probe.prepare('SELECT count(*) FROM sqlite_master').get();
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw error;
  } finally {
    probe.close();
  }
}

/** Must not open a file that exists, not even to close it again: see above. */
function createPrivateFile(path: string): void {
  if (existsSync(path)) return;
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}
