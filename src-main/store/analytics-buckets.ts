/** Milliseconds since the epoch; `to` is exclusive. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

export interface Buckets {
  readonly bucketMs: number;
  /** Of the first bucket: at or before the period's. */
  readonly start: number;
  readonly count: number;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;

/** Steps people count time in; each up to a day divides a day. */
const LADDER_MS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2].map((days) => days * DAY_MS),
];

/** As many as a chart can show. */
const MAX_BUCKETS = 120;

/** 1970 began on a Thursday; weeks begin on a Monday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** Buckets that begin at full steps of the reader's clock and cover the period. */
export function selectBuckets({ from, to }: Period, utcOffsetMinutes: number): Buckets {
  const bucketMs = LADDER_MS.find((step) => to - from <= step * MAX_BUCKETS) ?? WEEK_MS;
  const anchor = FIRST_MONDAY_MS - utcOffsetMinutes * MINUTE_MS;
  const start = anchor + Math.floor((from - anchor) / bucketMs) * bucketMs;
  return { bucketMs, start, count: Math.ceil((to - start) / bucketMs) };
}
