import { expect, it } from 'vitest';
import { decodeBins, encodeBins, selectBin, selectBinValue } from './latency-histogram';

function read(bytes: Uint8Array): [number, number][] {
  const { length, bins, counts } = decodeBins(bytes);
  return Array.from({ length }, (_, index) => [bins[index] ?? NaN, counts[index] ?? NaN]);
}

it('tells every latency within half a per cent', () => {
  for (let ms = 0.011; ms < 86_400_000; ms *= 1.0037) {
    const told = selectBinValue(selectBin(ms));
    expect(Math.abs(told - ms) / ms).toBeLessThanOrEqual(0.005_000_001);
  }
});

it('takes what is too short to measure for the shortest', () => {
  for (const ms of [0, 0.000_1, 0.01, -1]) expect(selectBin(ms)).toBe(0);
  expect(selectBinValue(0)).toBe(0.01);
});

it('keeps bins and counts of any size', () => {
  const bins: number[] = [];
  for (const [bin, count] of [
    [0, 1],
    [127, 127],
    [128, 128],
    [1500, 3_000_000_000],
  ] as const) {
    while (bins.length <= bin) bins.push(0);
    bins[bin] = count;
  }
  expect(read(encodeBins(bins))).toEqual([
    [0, 1],
    [127, 127],
    [128, 128],
    [1500, 3_000_000_000],
  ]);
});

it('of nothing takes no byte', () => {
  expect(encodeBins([])).toHaveLength(0);
  expect(encodeBins([0, 0])).toHaveLength(0);
  expect(read(new Uint8Array())).toEqual([]);
});

it('ends with bytes that end within a number', () => {
  expect(read(Uint8Array.of(3, 0x80))).toEqual([]);
});
