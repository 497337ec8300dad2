import { expect, it } from 'vitest';
import { selectBuckets } from '#main/store/analytics-buckets';
import { coverBuckets, coverPeriod, ROLLUP_WIDTHS_MS, type Piece } from './cover-period';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const MIDNIGHT = Date.UTC(2026, 10, 23);

function expectWhole(pieces: readonly Piece[], from: number, to: number): void {
  expect(pieces[0]?.from).toBe(from);
  expect(pieces.at(-1)?.to).toBe(to);
  for (const [index, piece] of pieces.entries()) {
    expect(piece.to).toBeGreaterThan(piece.from);
    if (index > 0) expect(piece.from).toBe(pieces[index - 1]?.to);
    if (piece.widthMs === null) continue;
    expect(piece.from % piece.widthMs).toBe(0);
    expect(piece.to % piece.widthMs).toBe(0);
  }
}

it('covers a period with rollups as wide as fit, and its ends with requests', () => {
  const from = MIDNIGHT - 40 * MINUTE_MS - 1;
  const to = MIDNIGHT + 2 * DAY_MS + 37 * MINUTE_MS;
  const pieces = coverPeriod({ from, to });
  expectWhole(pieces, from, to);
  expect(pieces.map(({ widthMs }) => (widthMs === null ? 'requests' : widthMs / MINUTE_MS))).toEqual([
    'requests',
    5,
    30,
    1440,
    30,
    5,
    'requests',
  ]);
});

it('leaves a period shorter than any rollup to the requests', () => {
  const period = { from: MIDNIGHT + 1, to: MIDNIGHT + 5 * MINUTE_MS };
  expect(coverPeriod(period)).toEqual([{ ...period, widthMs: null }]);
  expect(coverPeriod({ from: 5, to: 5 })).toEqual([]);
});

it('has no rollup over the end of a bucket, whatever the time zone', () => {
  for (const lengthMs of [HOUR_MS, 5 * HOUR_MS, DAY_MS, 7 * DAY_MS, 30 * DAY_MS, 400 * DAY_MS]) {
    for (const offset of [0, 60, 330, 345, -210, 480, 7]) {
      const period = { from: MIDNIGHT + 12_345_678 - lengthMs, to: MIDNIGHT + 12_345_678 };
      const buckets = selectBuckets(period, offset);
      const pieces = coverBuckets(period, buckets);
      expectWhole(pieces, period.from, period.to);
      for (const { from, to, widthMs } of pieces) {
        if (widthMs === null) continue;
        for (let start = from; start < to; start += widthMs) {
          const bucket = (at: number) => Math.floor((at - buckets.start) / buckets.bucketMs);
          expect(bucket(start)).toBe(bucket(start + widthMs - 1));
        }
      }
    }
  }
});

it.each([
  ['two hours', 480, 120],
  ['half hours', 60, 30],
  ['half hours', 330, 30],
  ['five minutes', 345, 5],
])('reads a month in pieces of %s, %i minutes east', (_, offset, minutes) => {
  const period = { from: MIDNIGHT - 30 * DAY_MS, to: MIDNIGHT };
  const widths = coverBuckets(period, selectBuckets(period, offset)).map(({ widthMs }) => widthMs);
  expect(widths).toContain(minutes * MINUTE_MS);
  expect(Math.max(...widths.map((widthMs) => widthMs ?? 0))).toBeLessThanOrEqual(120 * MINUTE_MS);
});

it('has widths that divide one another', () => {
  const rests = ROLLUP_WIDTHS_MS.slice(1).map((width, index) => (ROLLUP_WIDTHS_MS[index] ?? 0) % width);
  expect(rests).toEqual([0, 0, 0]);
});
