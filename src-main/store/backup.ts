import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { pruneBackups, selectBackupName, selectNewest, listBackups, type BackupKind } from './backup-files';
import { StoreError } from './store-error';

/**
 * Writes a compact copy of the whole database, what is only in the write-ahead log included, and removes older ones.
 * @returns the copy's path
 * @throws {StoreError} `database_backup_failed`; no half-written copy is left
 */
export function createBackup(
  database: Database,
  backupsDir: string,
  { version, now }: { version: number; now: number },
): string {
  let path: string | null = null;
  try {
    path = claimFile(backupsDir, 'routex', { version, now });
    database.prepare('VACUUM INTO ?').run(path);
    syncFile(path);
    pruneBackups(backupsDir);
    return path;
  } catch (error) {
    if (path !== null) rmSync(path, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError(
      'database_backup_failed',
      `${database.name} must be updated, but no copy of it could be written to ${backupsDir} first (${reason}). Nothing was changed. Make the folder writable or free some space, then start again.`,
      { path: database.name, backup: backupsDir, reason },
      error,
    );
  }
}

/**
 * Keeps what was read from a damaged database: `configuration` holds its channels and gateway tokens and nothing else.
 * @returns the copy's path, an earlier one's when nothing has changed since; null when none can be written
 */
export function saveRescued(
  configuration: Database,
  backupsDir: string,
  { version, now }: { version: number; now: number },
): string | null {
  const content = configuration.serialize();
  let path: string | null = null;
  try {
    const earlier = selectNewest(listBackups(backupsDir), { kind: 'rescued', supported: version });
    if (earlier !== null && readFileSync(join(backupsDir, earlier)).equals(content))
      return join(backupsDir, earlier);
    path = claimFile(backupsDir, 'rescued', { version, now });
    writeFileSync(path, content, { flush: true });
    pruneBackups(backupsDir);
    return path;
  } catch {
    // The configuration is served all the same, and the message names the newest other copy.
    if (path !== null) rmSync(path, { force: true });
    return null;
  }
}

/** The newest whole copy a Routex that knows schemas up to `supported` can open; null when there is none. */
export function loadNewestBackup(backupsDir: string, supported: number): string | null {
  const newest = selectNewest(listBackups(backupsDir), { kind: 'routex', supported });
  return newest === null ? null : join(backupsDir, newest);
}

/** SQLite accepts an existing empty file as the target, and keeps its mode; so the copy is private from its first byte. */
function claimFile(
  backupsDir: string,
  kind: BackupKind,
  { version, now }: { version: number; now: number },
): string {
  mkdirSync(backupsDir, { recursive: true, mode: 0o700 });
  for (let copy = 0; ; copy++) {
    const path = join(backupsDir, selectBackupName({ kind, version, now, copy }));
    try {
      closeSync(openSync(path, 'wx', 0o600));
      return path;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}

/** The update that follows must not be on the disk before the copy is. */
function syncFile(path: string): void {
  const descriptor = openSync(path, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
