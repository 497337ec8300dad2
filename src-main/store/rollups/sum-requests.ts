import type { Database } from 'better-sqlite3';
import type { Period } from '#main/store/analytics-buckets';
import { addRequest, addSums, createSums, type Sums } from '#main/store/analytics-sums';
import { coverPeriod } from '#main/store/rollups/cover-period';
import { readFigures } from '#main/store/rollups/read-figures';

/** Adds up all requests of a period. To be called within a transaction. */
export function sumRequests(database: Database, period: Period): Sums {
  const sums = createSums();
  readFigures(
    database,
    { pieces: coverPeriod(period), filter: {}, scopes: ['all'] },
    { addRequest: (row) => addRequest(sums, row), addRollup: (row) => addSums(sums, row) },
  );
  return sums;
}
