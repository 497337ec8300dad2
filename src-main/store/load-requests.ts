import type { Database } from 'better-sqlite3';
import type { RequestFilter } from '#shared/contract/requests';
import type { RequestRecord } from '#shared/domain/request-record';
import { selectConditions, type RequestPosition } from '#main/store/request-conditions';
import { convertFromRequestRow, type RequestRow } from '#main/store/request-row';
import { searchRequests } from '#main/store/search-requests';

/** Members of the filter that are undefined do not restrict. */
export interface RequestListCall {
  readonly filter: RequestFilter;
  /** Only what comes after this place. */
  readonly after: RequestPosition | null;
  readonly limit: number;
}

/** Requests with their attempts, newest first. */
export function loadRequests(database: Database, call: RequestListCall): RequestRecord[] {
  const { filter, after, limit } = call;
  if (filter.search !== undefined) {
    const select = database.prepare<[string], RequestRow>('SELECT * FROM requests WHERE id = ?');
    return searchRequests(database, { ...call, search: filter.search }).flatMap(({ id }) => {
      const row = select.get(id);
      return row === undefined ? [] : [convertFromRequestRow(row)];
    });
  }
  const { conditions, parameters } = selectConditions(filter, after);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return database
    .prepare<object, RequestRow>(
      `SELECT * FROM requests ${where} ORDER BY started_at DESC, id DESC LIMIT @limit`,
    )
    .all({ ...parameters, limit })
    .map(convertFromRequestRow);
}
