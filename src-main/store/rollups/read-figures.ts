import type { Database } from 'better-sqlite3';
import type { Period } from '#main/store/analytics-buckets';
import {
  selectAnalyticsColumns,
  selectFilterConditions,
  type AnalyticsFilter,
  type AnalyticsRow,
} from '#main/store/analytics-rows';
import type { Piece } from '#main/store/rollups/cover-period';
import { loadLastRow, loadRollupEdge } from '#main/store/rollups/rollup-edge';
import { ROLLUP_FIGURES, type RollupRow, type RollupScope } from '#main/store/rollups/rollup-row';

/** A rollup's figures and whose they are. */
export interface KeyedRollup extends RollupRow {
  readonly scope: RollupScope;
  readonly start: number;
  /** Empty: of what reached no channel, or of another scope. */
  readonly channelId: string;
  readonly model: string;
  readonly client: string;
}

export interface FigureSink {
  addRequest(row: AnalyticsRow): void;
  addRollup(row: KeyedRollup): void;
}

/** Above this the index by time finds the ones of a period sooner than a look at all of them. */
const FEW_ROWS = 20_000;

/**
 * Reads each request of the pieces: from the rollups of each scope where these have it, else itself, once. Pieces are in
 * order and without gaps. To be called within a transaction.
 * @param scopes which have to know what the filter asks for
 */
export function readFigures(
  database: Database,
  options: { pieces: readonly Piece[]; filter: AnalyticsFilter; scopes: readonly RollupScope[] },
  sink: FigureSink,
): void {
  const { pieces, filter, scopes } = options;
  const edge = loadRollupEdge(database);
  const period = { from: pieces[0]?.from ?? 0, to: pieces.at(-1)?.to ?? 0 };
  const rollups = prepareRollups(database, filter);
  for (const { widthMs, from, to } of pieces) {
    if (widthMs === null) {
      const rows = iterateRequests(database, { from, to }, filter, `+rowid <= ${edge}`);
      for (const row of rows) sink.addRequest(row);
    } else {
      for (const scope of scopes) {
        for (const row of rollups(widthMs, scope, { from, to })) sink.addRollup(row);
      }
    }
  }
  const few = loadLastRow(database) - edge <= FEW_ROWS;
  const rows = iterateRequests(database, period, filter, `${few ? '' : '+'}rowid > ${edge}`, few ? '+' : '');
  for (const row of rows) sink.addRequest(row);
}

/** A plus before a column keeps SQLite from looking for an index of it. */
function iterateRequests(
  database: Database,
  period: Period,
  filter: AnalyticsFilter,
  rows = '',
  time: '+' | '' = '',
): IterableIterator<AnalyticsRow> {
  const conditions = [
    `${time}started_at >= @from`,
    `${time}started_at < @to`,
    `operation = 'generate'`,
    ...(rows === '' ? [] : [rows]),
    ...selectFilterConditions(filter, time === '' ? '' : '+'),
  ];
  return database
    .prepare<object, AnalyticsRow>(
      `SELECT ${selectAnalyticsColumns()} FROM requests WHERE ${conditions.join(' AND ')}`,
    )
    .iterate({ ...filter, ...period });
}

function prepareRollups(database: Database, filter: AnalyticsFilter) {
  const conditions = [
    'width_ms = @widthMs',
    'scope = @scope',
    'start >= @from',
    'start < @to',
    ...selectFilterConditions(filter),
  ];
  const statement = database.prepare<object, KeyedRollup>(
    `SELECT scope, start, channel_id AS channelId, model, client, ${ROLLUP_FIGURES}
     FROM rollups WHERE ${conditions.join(' AND ')}`,
  );
  return (widthMs: number, scope: RollupScope, period: Period) =>
    statement.iterate({ ...filter, ...period, widthMs, scope });
}
