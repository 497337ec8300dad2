import type { Database } from 'better-sqlite3';
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

  const insertMany = database.transaction((records: readonly RequestRecord[]) => {
    for (const record of records) {
      const row = convertToRequestRow(record);
      insertRequest.run(REQUEST_COLUMNS.map((column) => row[column]));
    }
  });

  return {
    insertMany: (records) => insertMany.immediate(records),
    get(id) {
      const row = selectOne.get(id);
      return row === undefined ? null : convertFromRequestRow(row);
    },
    totals: (since) => selectTotals.get(since) ?? { requests: 0, failed: 0, inputTokens: 0, outputTokens: 0 },
  };
}

function placeholders(columns: readonly string[]): string {
  return columns.map(() => '?').join(', ');
}
