import type { Database } from 'better-sqlite3';
import { countsAsHit, listRouteHits } from '#shared/domain/list-route-hits';
import type { RequestRecord } from '#shared/domain/request-record';
import { convertFromRequestRow, convertToRequestRow, REQUEST_COLUMNS, type RequestRow } from './request-row';
import type { RequestRepository } from './types';

type Totals = ReturnType<RequestRepository['totals']>;

export function createRequestRepository(database: Database): RequestRepository {
  // Not INSERT OR IGNORE: that would also swallow a record with a column missing.
  const insertRequest = database.prepare<unknown[]>(
    `INSERT INTO requests (${REQUEST_COLUMNS.join(', ')}) VALUES (${placeholders(REQUEST_COLUMNS)})
     ON CONFLICT (id) DO NOTHING`,
  );
  const selectOne = database.prepare<[string], RequestRow>('SELECT * FROM requests WHERE id = ?');
  const selectTotals = database.prepare<[number], Totals>(
    `SELECT count(*)                                        AS requests,
            count(*) FILTER (WHERE outcome = 'failed')      AS failed,
            coalesce(sum(usage_input), 0)                   AS inputTokens,
            coalesce(sum(usage_output), 0)                  AS outputTokens
     FROM requests
     WHERE started_at >= ? AND operation = 'generate'`,
  );

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

  return {
    insertMany: (records) => insertMany.immediate(records),
    get(id) {
      const row = selectOne.get(id);
      return row === undefined ? null : convertFromRequestRow(row);
    },
    routeHits: () => new Map(selectHits.all().map(({ id, hits }) => [id, hits])),
    totals: (since) => selectTotals.get(since) ?? { requests: 0, failed: 0, inputTokens: 0, outputTokens: 0 },
  };
}

function placeholders(columns: readonly string[]): string {
  return columns.map(() => '?').join(', ');
}
