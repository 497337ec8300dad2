import type { Database } from 'better-sqlite3';

interface Edge {
  readonly row: number;
  readonly id: string;
}

/**
 * Number of the last request that is in the rollups; 0 for none. Requests are numbered as they are written, whenever they
 * began. What packs a database may number them anew, in the same order: then the last one is found by its id.
 */
export function loadRollupEdge(database: Database): number {
  const edge = database.prepare<[], Edge>('SELECT row, id FROM rollup_edge').get();
  if (edge === undefined) return 0;
  const row = database
    .prepare<[string], number>('SELECT rowid FROM requests WHERE id = ?')
    .pluck()
    .get(edge.id);
  if (row !== undefined) return row;
  // Removed meanwhile. In an emptied table numbers begin at 1 again, and none of them has been added up.
  return loadLastRow(database) < edge.row ? 0 : edge.row;
}

export function loadLastRow(database: Database): number {
  return database.prepare<[], number | null>('SELECT max(rowid) FROM requests').pluck().get() ?? 0;
}

export function saveRollupEdge(database: Database, { row, id }: Edge): void {
  database
    .prepare(
      `INSERT INTO rollup_edge (only_one, row, id) VALUES (1, @row, @id)
       ON CONFLICT (only_one) DO UPDATE SET row = excluded.row, id = excluded.id`,
    )
    .run({ row, id });
}
