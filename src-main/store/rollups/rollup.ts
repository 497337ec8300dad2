import type { ErrorKind } from '#shared/domain/error-kind';
import type { AnalyticsRow } from '#main/store/analytics-rows';
import { addRequest, addSums, createSums, type Sums } from '#main/store/analytics-sums';
import { decodeBins, selectBin } from '#main/store/rollups/latency-histogram';

export type Failures = Partial<Record<ErrorKind, number>>;

/** What is kept of the requests of one stretch of time. */
export interface Rollup {
  readonly sums: Sums;
  readonly failures: Failures;
  /** Of successful requests, by bin. */
  readonly totalMs: number[];
  readonly firstTokenMs: number[];
}

export function createRollup(): Rollup {
  return { sums: createSums(), failures: {}, totalMs: [], firstTokenMs: [] };
}

export function addToRollup(rollup: Rollup, row: AnalyticsRow): void {
  addRequest(rollup.sums, row);
  countFailure(rollup.failures, row);
  // What failed early would make a bad day look fast.
  if (row.outcome !== 'success') return;
  addToBin(rollup.totalMs, selectBin(row.totalMs), 1);
  if (row.firstTokenMs !== null) addToBin(rollup.firstTokenMs, selectBin(row.firstTokenMs), 1);
}

/** Adds what was kept before. */
export function mergeRollup(
  rollup: Rollup,
  kept: { sums: Sums; failures: Failures; totalMs: Uint8Array; firstTokenMs: Uint8Array },
): void {
  addSums(rollup.sums, kept.sums);
  addFailures(rollup.failures, kept.failures);
  mergeBins(rollup.totalMs, kept.totalMs);
  mergeBins(rollup.firstTokenMs, kept.firstTokenMs);
}

function mergeBins(bins: number[], kept: Uint8Array): void {
  const pairs = decodeBins(kept);
  for (let index = 0; index < pairs.length; index += 1) {
    addToBin(bins, pairs.bins[index] ?? 0, pairs.counts[index] ?? 0);
  }
}

/** A client that leaves is no failure, although its request has a kind. */
export function countFailure(
  failures: Failures,
  { failureKind, outcome }: Pick<AnalyticsRow, 'failureKind' | 'outcome'>,
): void {
  if (failureKind === null || outcome === 'cancelled') return;
  failures[failureKind] = (failures[failureKind] ?? 0) + 1;
}

export function addFailures(failures: Failures, more: Failures): void {
  for (const [kind, requests] of Object.entries(more) as [ErrorKind, number][]) {
    failures[kind] = (failures[kind] ?? 0) + requests;
  }
}

function addToBin(bins: number[], bin: number, count: number): void {
  while (bins.length <= bin) bins.push(0);
  bins[bin] = (bins[bin] ?? 0) + count;
}
