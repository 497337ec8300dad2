import type { Database } from 'better-sqlite3';
import { StoreError } from './store-error';
import type { Migration } from './migrations/migration';

export function loadVersion(database: Database): number {
  const version = database.pragma('user_version', { simple: true });
  return typeof version === 'number' ? version : 0;
}

/**
 * Brings the schema up to the last of `migrations`, each step in its own transaction. Expects foreign keys to be off, so
 * that a step may rebuild a table others refer to; the references are checked before each step is committed.
 * @param makeBackup copies the database before the first step and returns the copy's path; not called for an empty one
 * @throws {StoreError} `database_migration_failed`; steps before the failing one stay done
 */
export function migrate(
  database: Database,
  migrations: readonly Migration[],
  makeBackup: (version: number) => string,
): void {
  const from = loadVersion(database);
  const pending = migrations.filter((migration) => migration.version > from);
  if (pending.length === 0) return;

  const backup = isEmpty(database) ? null : makeBackup(from);
  for (const migration of pending) applyMigration(database, migration, backup);
}

function applyMigration(database: Database, migration: Migration, backup: string | null): void {
  try {
    database
      .transaction(() => {
        database.exec(migration.sql);
        if (database.prepare('PRAGMA foreign_key_check').all().length > 0)
          throw new Error('rows refer to rows that do not exist');
        database.pragma(`user_version = ${migration.version}`);
      })
      .immediate();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const undone = backup === null ? '' : ` A copy from before the update is ${backup}.`;
    throw new StoreError(
      'database_migration_failed',
      `${database.name} could not be updated to version ${migration.version} (${reason}); that step was undone.${undone} Start the Routex version used before, or report this message.`,
      { path: database.name, version: migration.version, reason, backup },
      error,
    );
  }
}

function isEmpty(database: Database): boolean {
  return database.prepare('SELECT 1 FROM sqlite_master LIMIT 1').get() === undefined;
}
