import { describe, expect, it } from 'vitest';
import { describeCurve } from './run-curve';

const KILOBYTE = 1024;
const MEGABYTE = 1024 * KILOBYTE;

describe('describeCurve', () => {
  it('shows what a megabyte costs at each size, less the direct way', () => {
    const points = [
      { size: 512 * KILOBYTE, requests: 48, directMs: 1, routexMs: 6, cpuMs: 5 },
      { size: 2 * MEGABYTE, requests: 12, directMs: 4, routexMs: 24, cpuMs: 22 },
    ];
    const text = describeCurve({ name: 'request', points, exponent: 1.07 }, true);
    expect(text).toContain('| 512 KB | 1.0 | 6.0 | 10.00 | 10.00 |');
    expect(text).toContain('| 2 MB | 4.0 | 24.0 | 10.00 | 11.00 |');
    expect(text).toMatch(/1\.07 .*: ok$/);
  });

  it('counts an answer by its events, and calls a square what it is', () => {
    const points = [{ size: 20_000, requests: 4, directMs: 20, routexMs: 120, cpuMs: 80 }];
    const text = describeCurve({ name: 'answer', points, exponent: 1.9 }, false);
    expect(text).toMatch(/20,000 +20\.0 +120\.0 +5\.00 +4\.00/);
    expect(text).toMatch(/1\.90 .*: MISS$/);
  });
});
