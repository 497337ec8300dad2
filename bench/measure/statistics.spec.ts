import { describe, expect, it } from 'vitest';
import { fitExponent, median, percentile, spread } from './statistics';

describe('percentile', () => {
  it('takes the nearest rank, whatever the order', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0.01, 0.5, 0.99, 1].map((share) => percentile(values, share))).toEqual([1, 50, 99, 100]);
    expect(percentile([7], 0.99)).toBe(7);
    expect(percentile([9, 10, 1000], 0.99)).toBe(1000);
  });

  it('sorts as numbers, not as text, and leaves its input alone', () => {
    const values = [100, 9, 20];
    expect(percentile(values, 0.5)).toBe(20);
    expect(values).toEqual([100, 9, 20]);
  });

  it('makes nothing up without values', () => {
    expect(percentile([], 0.5)).toBeNaN();
    expect(median([])).toBeNaN();
  });
});

describe('median', () => {
  it('is the middle, or the mean of the two in the middle', () => {
    expect(median([30, 2, 10])).toBe(10);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('says how far the values lie apart', () => {
    expect(spread([1.2, 0.9, 1.5])).toEqual({ median: 1.2, min: 0.9, max: 1.5 });
  });
});

describe('fitExponent', () => {
  it('tells what grows with the square from what grows evenly, whatever the factor', () => {
    const sizes = [1, 2, 4, 8, 10];
    expect(fitExponent(sizes.map((size) => [size, 7 * size]))).toBeCloseTo(1);
    expect(fitExponent(sizes.map((size) => [size, 0.3 * size ** 2]))).toBeCloseTo(2);
    expect(fitExponent([[1, 1]])).toBeNaN();
  });
});
