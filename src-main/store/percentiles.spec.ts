import { describe, expect, it } from 'vitest';
import { createSamples, selectPercentile } from './percentiles';

describe('a percentile', () => {
  it.each([
    [[], 95, null],
    [[7], 50, 7],
    [[1, 2], 50, 1],
    [[1, 2, 3], 50, 2],
    [Array.from({ length: 100 }, (_, index) => index + 1), 95, 95],
    [Array.from({ length: 20 }, (_, index) => index + 1), 95, 19],
    [Array.from({ length: 21 }, (_, index) => index + 1), 95, 20],
  ])('of %j at %i is %s', (values, percent, expected) => {
    expect(selectPercentile(values, percent)).toBe(expected);
  });
});

it('tells groups apart in every dimension, far beyond the first capacity', () => {
  const samples = createSamples(2);
  const count = 5000;
  // Descending, as numbers that text order would mix up.
  for (let value = count; value > 0; value -= 1) samples.add(value, [value % 2, value > 4000 ? 2 : 0]);
  expect(samples.overall()).toEqual({ p50: 2500, p95: 4750 });
  expect(samples.latencies(0, 2)).toEqual([
    { p50: 2500, p95: 4750 },
    { p50: 2499, p95: 4749 },
  ]);
  expect(samples.latencies(1, 3)).toEqual([
    { p50: 2000, p95: 3800 },
    { p50: null, p95: null },
    { p50: 4500, p95: 4950 },
  ]);
});

it('has nothing to say of no samples', () => {
  expect(createSamples(0).overall()).toEqual({ p50: null, p95: null });
});
