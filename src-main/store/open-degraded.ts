import type { StoreProblem } from '#shared/domain/store-problem';
import { loadNewestBackup, saveRescued } from './backup';
import { checkDatabase } from './check-database';
import { convertToStoreError, createCorruptError } from './convert-to-store-error';
import { copyConfiguration } from './copy-configuration';
import { loadVersion } from './migrate';
import { MIGRATIONS } from './migrations/index';
import { assertKnownVersion, type OpenDatabaseOptions } from './open-database';
import { openReadable, type ReadableDatabase } from './open-readable';
import { StoreError, type StoreErrorCode } from './store-error';

export interface DegradedDatabase extends ReadableDatabase {
  readonly problem: StoreProblem;
  /** Whether it may be opened for writing later on: it is whole, and of the newest schema. */
  readonly retryable: boolean;
}

/**
 * Opens for reading what could not be opened for writing, so that the gateway can serve from it. The file stays as it is.
 * @param error why it could not be opened for writing
 * @throws {StoreError} when not even channels and gateway tokens can be read; mostly `error` itself
 */
export function openDegraded(options: OpenDatabaseOptions, error: StoreError): DegradedDatabase {
  if (error.code === 'database_newer') throw error;
  const source = openSource(options, error);
  try {
    const damage = findDamage(source, options) ?? (error.code === 'database_corrupt' ? error : null);
    if (damage !== null) return serveConfiguration(source, options, damage);
    if (isOlder(source, options)) return serveConfiguration(source, options, error);
    const problem = convertToProblem(error, loadBackup(options));
    return { ...source, problem, retryable: true };
  } catch (failure) {
    source.close();
    throw failure instanceof StoreError ? failure : error;
  }
}

function openSource(options: OpenDatabaseOptions, error: StoreError): ReadableDatabase {
  try {
    return openReadable(options.path, selectReason(error.code));
  } catch {
    throw withBackup(error, options);
  }
}

function selectReason(code: StoreErrorCode): Parameters<typeof openReadable>[1] {
  switch (code) {
    case 'database_busy':
      return 'locked';
    case 'database_corrupt':
      return 'damaged';
    case 'database_full':
      return 'disk_full';
    default:
      return 'not_permitted';
  }
}

function findDamage(source: ReadableDatabase, options: OpenDatabaseOptions): StoreError | null {
  const { path, backupsDir, migrations = MIGRATIONS } = options;
  try {
    assertKnownVersion(source.database, { path, backupsDir, migrations });
    checkDatabase(source.database);
    return null;
  } catch (failure) {
    const damage = convertToStoreError(failure, path);
    if (damage.code === 'database_corrupt') return damage;
    throw damage;
  }
}

function isOlder({ database }: ReadableDatabase, { migrations = MIGRATIONS }: OpenDatabaseOptions): boolean {
  return loadVersion(database) < (migrations.at(-1)?.version ?? 0);
}

/** Serves from memory: the repositories read the newest schema only, and a damaged table would fail them in mid-list. */
function serveConfiguration(
  source: ReadableDatabase,
  options: OpenDatabaseOptions,
  error: StoreError,
): DegradedDatabase {
  const { backupsDir, clock, migrations = MIGRATIONS } = options;
  // A file without a schema has nothing to serve.
  if (loadVersion(source.database) === 0) throw withBackup(error, options);
  const database = copyOrRefuse(source, options, error);
  source.close();
  const rescued =
    error.code === 'database_corrupt'
      ? saveRescued(database, backupsDir, { version: migrations.length, now: clock.now() })
      : null;
  database.pragma('query_only = ON');
  return {
    database,
    close: () => database.close(),
    problem: convertToProblem(error, rescued ?? loadBackup(options)),
    retryable: false,
  };
}

function copyOrRefuse(
  source: ReadableDatabase,
  options: OpenDatabaseOptions,
  error: StoreError,
): DegradedDatabase['database'] {
  try {
    return copyConfiguration(source.database, options.migrations ?? MIGRATIONS);
  } catch {
    throw withBackup(error, options);
  }
}

function loadBackup({ backupsDir, migrations = MIGRATIONS }: OpenDatabaseOptions): string | null {
  return loadNewestBackup(backupsDir, migrations.at(-1)?.version ?? 0);
}

/** Whoever has a damaged database is told which copy there is. */
function withBackup(error: StoreError, options: OpenDatabaseOptions): StoreError {
  if (error.code !== 'database_corrupt') return error;
  return createCorruptError(options.path, error.details.reason ?? '', loadBackup(options), error.cause);
}

export function convertToProblem(error: StoreError, backup: string | null): StoreProblem {
  const { path, reason = null } = error.details;
  const { message } =
    error.code === 'database_corrupt' ? createCorruptError(path, reason ?? '', backup) : error;
  return { reason: error.code, path, backup, detail: reason, message };
}
