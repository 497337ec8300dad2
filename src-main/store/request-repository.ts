import type { Database } from 'better-sqlite3';
import { countsAsHit, listRouteHits } from '#shared/domain/list-route-hits';
import type { RequestRecord } from '#shared/domain/request-record';
import { sumRequests } from './rollups/sum-requests';
import { convertFromRequestRow, convertToRequestRow, REQUEST_COLUMNS, type RequestRow } from './request-row';
import type { RequestRepository } from './types';

type Totals = ReturnType<RequestRepository['totals']>;

/** Longer than anyone asks for: up to now. */
const TOTALS_MS = 400 * 24 * 60 * 60 * 1000;

export function createRequestRepository(database: Database): RequestRepository {
  // Not INSERT OR IGNORE: that would also swallow a record with a column missing.
  const insertRequest = database.prepare<unknown[]>(
    `INSERT INTO requests (${REQUEST_COLUMNS.join(', ')}) VALUES (${placeholders(REQUEST_COLUMNS)})
     ON CONFLICT (id) DO NOTHING`,
  );
  const selectOne = database.prepare<[string], RequestRow>('SELECT * FROM requests WHERE id = ?');
  const addHits = database.prepare<[string, number]>(
    `INSERT INTO route_hits (id, hits) VALUES (?, ?)
     ON CONFLICT (id) DO UPDATE SET hits = hits + excluded.hits`,
  );
  const selectHits = database.prepare<[], { id: string; hits: number }>('SELECT id, hits FROM route_hits');

  const insertMany = database.transaction((records: readonly RequestRecord[]) => {
    const hits = new Map<string, number>();
    for (const record of records) {
      const row = convertToRequestRow(record);
      const { changes } = insertRequest.run(REQUEST_COLUMNS.map((column) => row[column]));
      if (changes === 0 || record.route === null || !countsAsHit(record)) continue;
      for (const id of listRouteHits(record.route)) hits.set(id, (hits.get(id) ?? 0) + 1);
    }
    for (const [id, count] of hits) addHits.run(id, count);
  });

  // Asked for on the thread that serves requests, where a busy day cannot be read one by one.
  const loadTotals = database.transaction((since: number): Totals => {
    const { requests, failed, inputTokens, outputTokens } = sumRequests(database, {
      from: since,
      to: since + TOTALS_MS,
    });
    return { requests, failed, inputTokens, outputTokens };
  });

  return {
    insertMany: (records) => insertMany.immediate(records),
    get(id) {
      const row = selectOne.get(id);
      return row === undefined ? null : convertFromRequestRow(row);
    },
    routeHits: () => new Map(selectHits.all().map(({ id, hits }) => [id, hits])),
    totals: (since) => loadTotals(since),
  };
}

function placeholders(columns: readonly string[]): string {
  return columns.map(() => '?').join(', ');
}
