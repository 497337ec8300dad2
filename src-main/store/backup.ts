import { closeSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { StoreError } from './store-error';

/** `routex-v3-2026-11-22T10-11-12-123Z.db`: the schema version and, sortable and legal on Windows, when. */
const BACKUP_NAME = /^routex-v(\d+)-(\d{4}-\d\d-\d\dT[\d-]+Z)(?:-(\d+))?\.db$/;

/**
 * Writes a compact copy of the whole database, what is only in the write-ahead log included.
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
    mkdirSync(backupsDir, { recursive: true, mode: 0o700 });
    path = claimFile(
      join(backupsDir, `routex-v${version}-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`),
    );
    database.prepare('VACUUM INTO ?').run(path);
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

/** The newest copy a Routex that knows schemas up to `supported` can open; null when there is none. */
export function loadNewestBackup(backupsDir: string, supported: number): string | null {
  const usable = listFiles(backupsDir)
    .map((name) => ({ name, match: BACKUP_NAME.exec(name) }))
    .filter(({ match }) => match !== null && Number(match[1]) <= supported)
    .map(({ name, match }) => ({ name, time: match?.[2] ?? '', copy: Number(match?.[3] ?? 0) }))
    .toSorted((a, b) => (a.time === b.time ? a.copy - b.copy : a.time < b.time ? -1 : 1));
  const newest = usable.at(-1);
  return newest === undefined ? null : join(backupsDir, newest.name);
}

/** SQLite accepts an existing empty file as the target, and keeps its mode; so the copy is private from its first byte. */
function claimFile(base: string): string {
  for (let copy = 0; ; copy++) {
    const path = copy === 0 ? `${base}.db` : `${base}-${copy}.db`;
    try {
      closeSync(openSync(path, 'wx', 0o600));
      return path;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}

function listFiles(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
