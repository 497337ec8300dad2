import Database from 'better-sqlite3';
import { CONFIGURATION_TABLES, hasTable } from './check-database';
import { loadVersion, migrate } from './migrate';
import type { Migration } from './migrations/migration';

/**
 * Channels, gateway tokens and rules as the newest schema has them, in memory, without the history of requests. It is how a
 * gateway serves from a file that is damaged elsewhere, or that it may not bring up to date.
 * @throws when what is copied cannot be read in full
 */
export function copyConfiguration(
  source: Database.Database,
  migrations: readonly Migration[],
): Database.Database {
  const version = loadVersion(source);
  const copy = new Database(':memory:');
  try {
    copy.pragma('foreign_keys = OFF');
    const noBackup = (): string => copy.name;
    migrate(
      copy,
      migrations.filter((migration) => migration.version <= version),
      noBackup,
    );
    for (const table of CONFIGURATION_TABLES) {
      if (hasTable(source, table)) copyTable(source, copy, table);
    }
    migrate(copy, migrations, noBackup);
    return copy;
  } catch (error) {
    copy.close();
    throw error;
  }
}

/** Reads the table itself in its own order; its indexes are not needed and may be what is damaged. */
function copyTable(source: Database.Database, copy: Database.Database, table: string): void {
  const rows = source.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table} NOT INDEXED`).all();
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first);
  const insert = copy.prepare(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`,
  );
  copy.transaction(() => {
    for (const row of rows) insert.run(row);
  })();
}
