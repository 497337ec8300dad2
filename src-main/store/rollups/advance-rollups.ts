import type { Database } from 'better-sqlite3';
import { selectAnalyticsColumns, type AnalyticsRow } from '#main/store/analytics-rows';
import { EACH_WIDTHS_MS, ROLLUP_WIDTHS_MS } from '#main/store/rollups/cover-period';
import { addToRollup, createRollup, mergeRollup, type Rollup } from '#main/store/rollups/rollup';
import { loadRollupEdge, saveRollupEdge } from '#main/store/rollups/rollup-edge';
import {
  convertToKeyValues,
  convertToRollupValues,
  convertToSums,
  parseFailures,
  REPLACE_ROLLUP,
  ROLLUP_FIGURES,
  ROLLUP_KEY,
  type RollupKey,
  type RollupRow,
} from '#main/store/rollups/rollup-row';

/** Keeps the transaction, for which whoever records requests may have to wait, to some ten milliseconds. */
const CHUNK_ROWS = 1000;

interface NumberedRow extends AnalyticsRow {
  readonly row: number;
  readonly id: string;
  readonly operation: string;
}

/**
 * Adds the next requests to the rollups, in one transaction: each request is in them once, whatever happens meanwhile.
 * @returns whether there are more
 */
export function advanceRollups(database: Database, limit = CHUNK_ROWS): boolean {
  const edge = loadRollupEdge(database);
  const rows = database
    .prepare<[number, number], NumberedRow>(
      `SELECT rowid AS row, id, operation, ${selectAnalyticsColumns()}
       FROM requests WHERE rowid > ? ORDER BY rowid LIMIT ?`,
    )
    .all(edge, limit);
  const last = rows.at(-1);
  if (last === undefined) return false;
  const select = database.prepare<unknown[], RollupRow>(
    `SELECT ${ROLLUP_FIGURES} FROM rollups WHERE ${ROLLUP_KEY}`,
  );
  const values = Array.from(collectRollups(rows), ({ key, rollup }) => {
    const kept = select.get(convertToKeyValues(key));
    if (kept !== undefined) {
      const { failures, totalMs, firstTokenMs } = kept;
      const figures = { sums: convertToSums(kept), failures: parseFailures(failures), totalMs, firstTokenMs };
      mergeRollup(rollup, figures);
    }
    return convertToRollupValues(key, rollup);
  });
  const replace = database.prepare<unknown[]>(REPLACE_ROLLUP);
  const write = database.transaction(() => {
    // Somebody else was here meanwhile, and what was merged is out of date.
    if (loadRollupEdge(database) !== edge) return;
    for (const row of values) replace.run(row);
    saveRollupEdge(database, last);
  });
  write.immediate();
  return rows.length === limit;
}

interface Collected {
  readonly key: RollupKey;
  readonly rollup: Rollup;
}

const NOBODY = { channelId: '', model: '', client: '' } as const;

/** Requests that were to generate something, in every rollup they belong to. */
function collectRollups(rows: readonly NumberedRow[]): Iterable<Collected> {
  const collected = new Map<string, Collected>();
  const add = (key: RollupKey, row: AnalyticsRow): void => {
    const name = convertToKeyValues(key).join('\n');
    let entry = collected.get(name);
    if (entry === undefined) {
      entry = { key, rollup: createRollup() };
      collected.set(name, entry);
    }
    addToRollup(entry.rollup, row);
  };
  for (const row of rows) {
    if (row.operation !== 'generate') continue;
    const { model, client } = row;
    const channelId = row.channelId ?? '';
    for (const widthMs of ROLLUP_WIDTHS_MS) {
      const key = { widthMs, start: Math.floor(row.startedAt / widthMs) * widthMs, ...NOBODY };
      add({ ...key, scope: 'all' }, row);
      add({ ...key, scope: 'channel', channelId }, row);
      add({ ...key, scope: 'model', model }, row);
      add({ ...key, scope: 'client', client }, row);
      if (EACH_WIDTHS_MS.includes(widthMs)) add({ ...key, scope: 'each', channelId, model, client }, row);
    }
  }
  return collected.values();
}
