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
const CHUNK_ROWS = 200;

interface NumberedRow extends AnalyticsRow {
  readonly row: number;
  readonly id: string;
  readonly operation: string;
}

/**
 * Adds the next requests to the rollups, in one transaction: each request is in them once, whatever happens meanwhile.
 * Only one connection may do this at a time.
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
  const rollups = collectRollups(rows);
  const select = database.prepare<unknown[], RollupRow>(
    `SELECT ${ROLLUP_FIGURES} FROM rollups WHERE ${ROLLUP_KEY}`,
  );
  const replace = database.prepare<unknown[]>(REPLACE_ROLLUP);
  database
    .transaction(() => {
      for (const { key, rollup } of rollups) {
        const kept = select.get(convertToKeyValues(key));
        if (kept !== undefined) {
          const { totalMs, firstTokenMs } = kept;
          mergeRollup(rollup, {
            sums: convertToSums(kept),
            failures: parseFailures(kept.failures),
            totalMs,
            firstTokenMs,
          });
        }
        replace.run(convertToRollupValues(key, rollup));
      }
      saveRollupEdge(database, last);
    })
    .immediate();
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
