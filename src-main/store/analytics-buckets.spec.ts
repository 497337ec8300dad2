import { describe, expect, it } from 'vitest';
import { selectBuckets } from './analytics-buckets';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const NOON = Date.UTC(2026, 10, 23, 12);

describe('buckets', () => {
  it.each([
    ['a minute', MINUTE_MS, 1000],
    ['an hour', HOUR_MS, 30_000],
    ['a day', DAY_MS, 15 * MINUTE_MS],
    ['a week', 7 * DAY_MS, 2 * HOUR_MS],
    ['30 days', 30 * DAY_MS, 6 * HOUR_MS],
    ['a year', 365 * DAY_MS, 7 * DAY_MS],
    ['400 days', 400 * DAY_MS, 7 * DAY_MS],
    ['less than a millisecond', 0.5, 1000],
  ])('of %s are few enough for a chart', (_, lengthMs, bucketMs) => {
    const buckets = selectBuckets({ from: NOON - lengthMs, to: NOON }, 0);
    expect(buckets.bucketMs).toBe(bucketMs);
    expect(buckets.count).toBeLessThanOrEqual(121);
    expect(buckets.count).toBeGreaterThan(0);
  });

  it('cover the period and no bucket more, whatever its ends', () => {
    for (const from of [NOON, NOON + 1, NOON - 0.25, NOON + 14 * MINUTE_MS, 0]) {
      for (const lengthMs of [1, 999, HOUR_MS, DAY_MS + 1, 90 * DAY_MS]) {
        for (const utcOffsetMinutes of [0, 330, -720, 765]) {
          const { bucketMs, start, count } = selectBuckets({ from, to: from + lengthMs }, utcOffsetMinutes);
          expect(start).toBeLessThanOrEqual(from);
          expect(start + bucketMs).toBeGreaterThan(from);
          expect(start + count * bucketMs).toBeGreaterThanOrEqual(from + lengthMs);
          expect(start + (count - 1) * bucketMs).toBeLessThan(from + lengthMs);
        }
      }
    }
  });

  it.each([
    ['UTC', 0, '2026-11-22T12:00:00.000Z'],
    ['half an hour off', 330, '2026-11-22T12:00:00.000Z'],
    ['a quarter off', 345, '2026-11-22T12:00:00.000Z'],
  ])('of hours begin at full steps in a zone %s', (_, utcOffsetMinutes, expected) => {
    const { start } = selectBuckets({ from: NOON - DAY_MS, to: NOON }, utcOffsetMinutes);
    expect(new Date(start).toISOString()).toBe(expected);
  });

  it('of days begin at the midnight of the reader, those of weeks on a Monday', () => {
    const days = selectBuckets({ from: NOON - 100 * DAY_MS, to: NOON }, 330);
    expect(days.bucketMs).toBe(DAY_MS);
    expect(new Date(days.start).toISOString()).toBe('2026-08-14T18:30:00.000Z');

    const weeks = selectBuckets({ from: NOON - 365 * DAY_MS, to: NOON }, -480);
    expect(new Date(weeks.start).toISOString()).toBe('2025-11-17T08:00:00.000Z');
    expect(new Date(weeks.start).getUTCDay()).toBe(1);
  });
});
