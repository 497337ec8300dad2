import { chmodSync, existsSync, rmSync } from 'node:fs';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import Database from 'better-sqlite3';
import { storedExchangeSchema, type StoredExchange } from '#shared/domain/stored-exchange';

/** A file of another schema is begun anew: what it holds would be gone in hours anyway. */
const SCHEMA_VERSION = 1;
/** A tenth of the size for a hundredth of a second per megabyte. */
const QUALITY = 4;
const OWNER_ONLY = 0o600;
/** Keeps one statement short: a reader waits for it. */
const DELETED_AT_ONCE = 50;
const VACUUMED_PAGES = 500;

export interface ExchangeLimits {
  readonly keepHours: number;
  /** Compressed. */
  readonly maxTotalBytes: number;
}

export interface ExchangeDatabase {
  insert(exchange: StoredExchange, startedAt: number): void;
  get(requestId: string): StoredExchange | null;
  /** Removes what is too old, and the oldest of what is too much. @param now milliseconds since the epoch */
  trim(limits: ExchangeLimits, now: number): void;
  clear(): void;
}

/** A database of its own: bodies are many times larger than records, are removed all the time, and belong in no backup. */
export function openExchangeDatabase(path: string): ExchangeDatabase {
  const database = openOrRecreate(path);
  const insert = database.prepare<[string, number, number, Buffer]>(
    'INSERT OR REPLACE INTO exchanges (id, started_at, size, content) VALUES (?, ?, ?, ?)',
  );
  const select = database.prepare<[string], Buffer>('SELECT content FROM exchanges WHERE id = ?').pluck();
  const deleteOld = database.prepare<[number, number]>(
    'DELETE FROM exchanges WHERE id IN (SELECT id FROM exchanges WHERE started_at < ? ORDER BY started_at LIMIT ?)',
  );
  const deleteOldest = database.prepare<[number]>(
    'DELETE FROM exchanges WHERE id IN (SELECT id FROM exchanges ORDER BY started_at LIMIT ?)',
  );
  const sum = database.prepare<[], number>('SELECT coalesce(sum(size), 0) FROM exchanges').pluck();

  return {
    insert(exchange, startedAt) {
      const content = brotliCompressSync(JSON.stringify(exchange), {
        params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY },
      });
      insert.run(exchange.requestId, startedAt, content.length, content);
    },
    get(requestId) {
      const content = select.get(requestId);
      if (content === undefined) return null;
      return storedExchangeSchema.parse(JSON.parse(brotliDecompressSync(content).toString()));
    },
    trim({ keepHours, maxTotalBytes }, now) {
      const oldest = now - keepHours * 60 * 60 * 1000;
      while (deleteOld.run(oldest, DELETED_AT_ONCE).changes > 0);
      while ((sum.get() ?? 0) > maxTotalBytes && deleteOldest.run(DELETED_AT_ONCE).changes > 0);
      database.pragma(`incremental_vacuum(${VACUUMED_PAGES})`);
    },
    clear() {
      database.exec('DELETE FROM exchanges');
      database.exec('VACUUM');
    },
  };
}

function openOrRecreate(path: string): Database.Database {
  try {
    return open(path);
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || !isBroken(error)) throw error;
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
    return open(path);
  }
}

function isBroken({ code }: { readonly code: string }): boolean {
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code === 'SQLITE_ERROR';
}

function open(path: string): Database.Database {
  const isNew = !existsSync(path);
  const database = new Database(path);
  if (isNew) chmodSync(path, OWNER_ONLY);
  try {
    database.pragma('auto_vacuum = INCREMENTAL');
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.pragma('secure_delete = ON');
    const version = database.pragma('user_version', { simple: true });
    if (version !== SCHEMA_VERSION) {
      database.exec(`
        DROP TABLE IF EXISTS exchanges;
        CREATE TABLE exchanges (
          id         TEXT    NOT NULL PRIMARY KEY,
          started_at INTEGER NOT NULL,
          size       INTEGER NOT NULL,
          content    BLOB    NOT NULL
        ) STRICT;
        CREATE INDEX exchanges_by_time ON exchanges (started_at, size);
        PRAGMA user_version = ${SCHEMA_VERSION};
      `);
    }
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
