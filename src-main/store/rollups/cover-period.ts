import type { Period } from '#main/store/analytics-buckets';

const MINUTE_MS = 60_000;

/**
 * Widths of the rollups, widest first. Two hours divide the day of half of all time zones, half an hour that of nearly every
 * one; five minutes divide the rest and keep short what has to be added up one by one at the ends of a period.
 */
export const ROLLUP_WIDTHS_MS: readonly number[] = [1440, 120, 30, 5].map((minutes) => minutes * MINUTE_MS);

/** Of those that tell channel, model and client together: there are so many that narrower ones would save nothing. */
export const EACH_WIDTHS_MS: readonly number[] = ROLLUP_WIDTHS_MS.slice(0, 3);

/** A part of a period, and the width of the rollups it consists of; null: single requests. */
export interface Piece extends Period {
  readonly widthMs: number | null;
}

/** Cuts a period into as few pieces as there are, in order, each of whole rollups as wide as fit. */
export function coverPeriod(period: Period, widths = ROLLUP_WIDTHS_MS): Piece[] {
  const { from, to } = period;
  if (from >= to) return [];
  const [widthMs, ...narrower] = widths;
  if (widthMs === undefined) return [{ from, to, widthMs: null }];
  const first = Math.ceil(from / widthMs) * widthMs;
  const last = Math.floor(to / widthMs) * widthMs;
  if (first >= last) return coverPeriod(period, narrower);
  return [
    ...coverPeriod({ from, to: first }, narrower),
    { from: first, to: last, widthMs },
    ...coverPeriod({ from: last, to }, narrower),
  ];
}

/** Cuts a period so that no piece reaches over the end of a bucket. Neighbours of one width are one piece. */
export function coverBuckets(
  { from, to }: Period,
  { start, bucketMs, count }: { start: number; bucketMs: number; count: number },
  widths = ROLLUP_WIDTHS_MS,
): Piece[] {
  const pieces: Piece[] = [];
  for (let index = 0; index < count; index += 1) {
    const bucket = {
      from: Math.max(from, start + index * bucketMs),
      to: Math.min(to, start + (index + 1) * bucketMs),
    };
    for (const piece of coverPeriod(bucket, widths)) {
      const last = pieces.at(-1);
      if (last?.widthMs === piece.widthMs && last.to === piece.from) {
        pieces[pieces.length - 1] = { ...last, to: piece.to };
      } else pieces.push(piece);
    }
  }
  return pieces;
}
