import { describe, expect, it } from 'vitest';
import { selectGrowth, type SoakSlice } from './soak';

const slice = (residentMb: number, heapMb: number): SoakSlice => ({
  answers: 1,
  seconds: 1,
  externalMb: 0,
  residentMb,
  heapMb,
});

describe('selectGrowth', () => {
  it('does not take the warm-up for a leak, and sees one that goes on', () => {
    const flat = [10, 50, 90, 100, 100, 100, 100, 100, 100, 100].map((mb) => slice(mb, 20));
    expect(selectGrowth(flat)).toEqual({ resident: 0, heap: 0 });

    const leaking = Array.from({ length: 10 }, (_, index) => slice(100, 20 + 5 * index));
    expect(selectGrowth(leaking).heap).toBeCloseTo(0.5);
  });
});
