import type { Latency } from '#shared/domain/analytics';
import { decodeBins, selectBin, selectBinValue, type BinPairs } from '#main/store/rollups/latency-histogram';

const FIRST_CAPACITY = 1024;

/** Measured values, each of which belongs to one group of every dimension: to one channel, one model, one hour … */
export interface Samples {
  add(value: number, groups: readonly number[]): void;
  /**
   * Values of which only a histogram is kept; groups with some are told within half a per cent.
   * @param groups null: in none of that dimension
   */
  addBins(bytes: Uint8Array, groups: readonly (number | null)[], inOverall: boolean): void;
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
    addBins(bytes, groups, inOverall) {
      if (bytes.length === 0) return;
      const pairs = decodeBins(bytes);
      if (inOverall) overallBins.add(pairs);
      for (const [dimension, bins] of binsOf.entries()) {
        const group = groups[dimension] ?? null;
        if (group === null) continue;
        const found = bins.get(group) ?? createBins();
        bins.set(group, found);
        found.add(pairs);
      }
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
  counts: Float64Array;
  add(pairs: BinPairs): void;
}

function createBins(): GrowingBins {
  const bins: GrowingBins = {
    total: 0,
    counts: new Float64Array(),
    add({ length, bins: places, counts }) {
      const last = places[length - 1] ?? 0;
      if (last >= bins.counts.length) {
        const larger = new Float64Array(Math.max(last + 1, bins.counts.length * 2));
        larger.set(bins.counts);
        bins.counts = larger;
      }
      const sums = bins.counts;
      for (let index = 0; index < length; index += 1) {
        const place = places[index] ?? 0;
        const count = counts[index] ?? 0;
        sums[place] = (sums[place] ?? 0) + count;
        bins.total += count;
      }
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
    for (const value of values) bins.add({ length: 1, bins: [selectBin(value)], counts: [1] });
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
