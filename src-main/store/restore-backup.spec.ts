import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from './open-database';
import { openStore } from './open-store';
import { restoreBackup } from './restore-backup';
import type { Store } from './types';

const NOW = Date.UTC(2026, 10, 23, 10, 11, 12, 123);
const TOKEN = {
  id: 'tk_1',
  name: 'default',
  enabled: true,
  last4: 'wxyz',
  sha256: 'a'.repeat(64),
  sealed: 'v1.x',
};

let directory: string;
let path: string;
let backupsDir: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'routex-restore-'));
  path = join(directory, 'routex.db');
  backupsDir = join(directory, 'backups');
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const open = (): Store => openStore({ path, backupsDir, clock: { now: () => NOW } });

function createStore(): void {
  const store = open();
  store.gatewayTokens.create(TOKEN);
  store.close();
}

/** A database as a crash leaves it: the token is in the write-ahead log alone. */
function createCrashedStore(): void {
  const store = open();
  store.gatewayTokens.create(TOKEN);
  const files = [path, `${path}-wal`, `${path}-shm`];
  for (const file of files) copyFileSync(file, file.replace('routex.db', 'copy.db'));
  store.close();
  for (const file of files) copyFileSync(file.replace('routex.db', 'copy.db'), file);
}

function createVersion(file: string, version: number): void {
  const database = new Database(file);
  database.exec('CREATE TABLE notes (text TEXT)');
  database.pragma(`user_version = ${version}`);
  database.close();
}

describe('restoreBackup', () => {
  it('takes the log of the present database away, which would destroy the restored one', () => {
    createCrashedStore();
    const backup = join(directory, 'older.db');
    const older = openDatabase({ path: backup, backupsDir, clock: { now: () => NOW } });
    older.close();
    const { replaced } = restoreBackup({ path, backupsDir, backup, now: NOW });
    expect(readdirSync(replaced ?? '').toSorted()).toEqual(['routex.db', 'routex.db-shm', 'routex.db-wal']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const store = open();
    expect(store.problem).toBeNull();
    expect(store.gatewayTokens.list()).toEqual([]);
    store.close();
  });

  it.each([
    ['there is none', () => {}],
    ['it is no database', (file: string) => writeFileSync(file, 'x'.repeat(5000))],
    ['it is empty', (file: string) => writeFileSync(file, '')],
    ['it is of a newer version', (file: string) => createVersion(file, 99)],
    ['it is of something else', (file: string) => createVersion(file, 1)],
  ])('changes nothing when the backup cannot be used: %s', (_, prepare) => {
    createStore();
    const before = readFileSync(path);
    const backup = join(directory, 'backup.db');
    prepare(backup);
    expect(() => restoreBackup({ path, backupsDir, backup, now: NOW })).toThrow(
      expect.objectContaining({
        code: 'database_backup_unusable',
        details: expect.objectContaining({ path: backup }),
      }),
    );
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(directory).filter((name) => name.includes('restoring'))).toEqual([]);
  });

  it('gives the present database its log back when it cannot be completed', () => {
    createCrashedStore();
    const backup = join(directory, 'older.db');
    openDatabase({ path: backup, backupsDir, clock: { now: () => NOW } }).close();
    // In the way of the copy that is made of the database, when its log has been moved already.
    mkdirSync(join(backupsDir, 'replaced-2026-11-23T10-11-12-123Z', 'routex.db'), { recursive: true });
    expect(() => restoreBackup({ path, backupsDir, backup, now: NOW })).toThrow(
      expect.objectContaining({ name: 'StoreError' }),
    );
    const store = open();
    expect(store.gatewayTokens.list()).toMatchObject([{ id: TOKEN.id }]);
    store.close();
  });

  it('signs nobody in again who has signed out since', () => {
    const session = { digest: 'd'.repeat(64), createdAt: NOW, seenAt: NOW, expiresAt: NOW + 1000 };
    const store = open();
    store.dashboardSessions.create(session, 10);
    store.close();
    const backup = join(directory, 'backup.db');
    copyFileSync(path, backup);
    restoreBackup({ path, backupsDir, backup, now: NOW });
    const restored = open();
    expect(restored.dashboardSessions.get(session.digest)).toBeNull();
    restored.close();
  });
});
