import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDatabaseCaretaker, type DatabaseCaretaker } from './database-caretaker';

const WAIT_MS = 10_000;
const MEBIBYTE = 1024 * 1024;

let directory: string;
let path: string;
let database: Database.Database;
let caretaker: DatabaseCaretaker;
let damage: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'routex-caretaker-'));
  path = join(directory, 'routex.db');
  damage = [];
  database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.pragma('wal_autocheckpoint = 0');
  database.exec('CREATE TABLE ballast (bytes BLOB)');
  caretaker = createDatabaseCaretaker({ path, onDamage: (reason) => damage.push(reason), checkDelayMs: 0 });
});
afterEach(() => {
  caretaker.close();
  database.close();
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

const write = (mebibytes: number) =>
  database.prepare('INSERT INTO ballast VALUES (zeroblob(?))').run(mebibytes * MEBIBYTE);

describe('createDatabaseCaretaker', () => {
  it('moves a log that has grown into the database, so that the next write starts it anew', async () => {
    write(6);
    await vi.waitFor(() => {
      const logBytes = statSync(`${path}-wal`).size;
      write(0);
      caretaker.noticeWrite();
      expect(statSync(`${path}-wal`).size).toBe(logBytes);
    }, WAIT_MS);
    expect(statSync(path).size).toBeGreaterThan(5 * MEBIBYTE);
  });

  it('finds no fault with a database that is well', async () => {
    write(1);
    caretaker.scheduleCheck();
    caretaker.noticeWrite();
    write(6);
    await vi.waitFor(() => expect(statSync(path).size).toBeGreaterThan(5 * MEBIBYTE), WAIT_MS);
    expect(damage).toEqual([]);
  });

  it('survives a database that is gone', async () => {
    const gone = createDatabaseCaretaker({
      path: join(directory, 'missing.db'),
      onDamage: (reason) => damage.push(reason),
      checkDelayMs: 0,
    });
    gone.scheduleCheck();
    gone.noticeWrite();
    write(6);
    caretaker.noticeWrite();
    await vi.waitFor(() => expect(statSync(path).size).toBeGreaterThan(5 * MEBIBYTE), WAIT_MS);
    expect(damage).toEqual([]);
    gone.close();
  });
});
