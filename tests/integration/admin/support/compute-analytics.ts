import type { RequestRecord } from '#shared/domain/request-record';

/** The figures by their definition, with no thought for speed: what the database's are compared with. */
export function computeTotals(all: readonly RequestRecord[]) {
  const records = all.filter(({ operation }) => operation === 'generate');
  const successes = records.filter(({ outcome }) => outcome === 'success');
  const sum = (select: (usage: NonNullable<RequestRecord['usage']>) => number): number =>
    records.reduce((total, { usage }) => total + (usage === null ? 0 : select(usage)), 0);
  const countOf = (wanted: string): number => records.filter(({ outcome }) => outcome === wanted).length;
  const speeds = records.flatMap(({ tokensPerSecond }) =>
    tokensPerSecond === null ? [] : [tokensPerSecond],
  );
  return {
    requests: records.length,
    success: successes.length,
    failed: countOf('failed'),
    refused: countOf('refused'),
    cancelled: countOf('cancelled'),
    failedOver: successes.filter(({ attempts }) => attempts.some(({ outcome }) => outcome === 'failed'))
      .length,
    inputTokens: sum(({ input }) => input),
    outputTokens: sum(({ output }) => output),
    cacheReadTokens: sum(({ cacheRead }) => cacheRead),
    cacheWriteTokens: sum((usage) => usage.cacheWrite5m + usage.cacheWrite1h),
    reasoningTokens: sum(({ reasoning }) => reasoning),
    costMicroUsd: records.reduce((total, { cost }) => total + (cost?.microUsd ?? 0), 0),
    unpriced: records.filter(({ cost, usage }) => cost === null && usage !== null).length,
    totalMs: computeLatency(successes.map(({ totalMs }) => totalMs)),
    firstTokenMs: computeLatency(
      successes.flatMap(({ firstTokenMs }) => (firstTokenMs === null ? [] : [firstTokenMs])),
    ),
    tokensPerSecond: speeds.length === 0 ? null : speeds.reduce((a, b) => a + b) / speeds.length,
  };
}

/** Requests per key, busiest first. */
export function countBy(
  records: readonly RequestRecord[],
  select: (record: RequestRecord) => string | null,
): [string, number][] {
  const counts: Record<string, number> = {};
  for (const record of records) {
    const key = select(record);
    if (record.operation === 'generate' && key !== null) counts[key] = (counts[key] ?? 0) + 1;
  }
  return Object.entries(counts).toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}

function computeLatency(values: readonly number[]) {
  const percentile = (share: number): number | null =>
    values
      .toSorted((a, b) => a - b)
      .find((value) => values.filter((other) => other <= value).length >= share * values.length) ?? null;
  return { p50: percentile(0.5), p95: percentile(0.95) };
}
