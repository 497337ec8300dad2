import type { Latency } from '#shared/domain/analytics';
import { readBins, selectBin, selectBinValue } from '#main/store/rollups/latency-histogram';

const FIRST_CAPACITY = 1024;

/** Measured values, each of which belongs to one group of every dimension: to one channel, one model, one hour … */
export interface Samples {
  add(value: number, groups: readonly number[]): void;
  /** Values of which only a histogram is kept; groups with some are told within half a per cent. */
  addBins(bytes: Uint8Array, groups: readonly number[]): void;
  /** One entry per group, in order. */
  latencies(dimension: number, groupCount: number): Latency[];
  overall(): Latency;
}

/** Values lie in typed arrays: as objects, a month of a busy gateway would take hundreds of megabytes. */
export function createSamples(dimensions: number): Samples {
  let values = new Float64Array(FIRST_CAPACITY);
  let groupsOf = Array.from({ length: dimensions }, () => new Uint32Array(FIRST_CAPACITY));
  let length = 0;
  const overallBins = createBins();
  const binsOf = groupsOf.map(() => new Map<number, GrowingBins>());

  const grow = (): void => {
    const larger = new Float64Array(values.length * 2);
    larger.set(values);
    values = larger;
    groupsOf = groupsOf.map((groups) => {
      const more = new Uint32Array(larger.length);
      more.set(groups);
      return more;
    });
  };

  return {
    add(value, groups) {
      if (length === values.length) grow();
      values[length] = value;
      for (const [dimension, column] of groupsOf.entries()) column[length] = groups[dimension] ?? 0;
      length += 1;
    },
    addBins(bytes, groups) {
      if (bytes.length === 0) return;
      const all = [
        overallBins,
        ...binsOf.map((bins, dimension) => {
          const group = groups[dimension] ?? 0;
          const found = bins.get(group) ?? createBins();
          bins.set(group, found);
          return found;
        }),
      ];
      readBins(bytes, (bin, count) => {
        for (const bins of all) bins.add(bin, count);
      });
    },
    latencies(dimension, groupCount) {
      const groups = groupsOf[dimension]?.subarray(0, length) ?? new Uint32Array();
      const bins = binsOf[dimension];
      return splitByGroup(values, groups, groupCount).map((own, group) =>
        selectLatency(own, bins?.get(group)),
      );
    },
    overall: () => selectLatency(values.slice(0, length), overallBins),
  };
}

interface GrowingBins {
  total: number;
  counts: Uint32Array;
  add(bin: number, count: number): void;
}

function createBins(): GrowingBins {
  const bins: GrowingBins = {
    total: 0,
    counts: new Uint32Array(),
    add(bin, count) {
      if (bin >= bins.counts.length) {
        const larger = new Uint32Array(Math.max(bin + 1, bins.counts.length * 2));
        larger.set(bins.counts);
        bins.counts = larger;
      }
      bins.counts[bin] = (bins.counts[bin] ?? 0) + count;
      bins.total += count;
    },
  };
  return bins;
}

/** Puts the values of each group beside one another: counts first, so that nothing is allocated per value. */
function splitByGroup(values: Float64Array, groups: Uint32Array, groupCount: number): Float64Array[] {
  const ends = new Uint32Array(groupCount + 1);
  for (const group of groups) ends[group + 1] = (ends[group + 1] ?? 0) + 1;
  for (let group = 0; group < groupCount; group += 1) {
    ends[group + 1] = (ends[group + 1] ?? 0) + (ends[group] ?? 0);
  }
  const starts = ends.slice();
  const sorted = new Float64Array(groups.length);
  for (const [index, group] of groups.entries()) {
    const place = starts[group] ?? 0;
    sorted[place] = values[index] ?? 0;
    starts[group] = place + 1;
  }
  return Array.from({ length: groupCount }, (_, group) => sorted.subarray(ends[group], ends[group + 1]));
}

/** Sorts the values in place, or adds them to the bins. */
function selectLatency(values: Float64Array, bins?: GrowingBins): Latency {
  if (bins !== undefined && bins.total > 0) {
    for (const value of values) bins.add(selectBin(value), 1);
    return { p50: selectBinPercentile(bins, 50), p95: selectBinPercentile(bins, 95) };
  }
  values.sort();
  return { p50: selectPercentile(values, 50), p95: selectPercentile(values, 95) };
}

function selectBinPercentile({ counts, total }: GrowingBins, percent: number): number | null {
  const rank = Math.max(1, Math.ceil((total * percent) / 100));
  let seen = 0;
  for (const [bin, count] of counts.entries()) {
    seen += count;
    if (seen >= rank) return selectBinValue(bin);
  }
  return null;
}

/**
 * The smallest value that at least `percent` of a hundred values do not exceed (nearest rank): one that was measured, not
 * one between two. Null when there are none.
 */
export function selectPercentile(sorted: ArrayLike<number>, percent: number): number | null {
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? null;
}
