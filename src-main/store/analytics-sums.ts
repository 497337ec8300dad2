import type { AnalyticsTotals, Latency } from '#shared/domain/analytics';
import type { Outcome } from '#shared/domain/request-record';

/** What is added up of a request. Tokens are null when the provider told none. */
export interface SummedRequest {
  readonly outcome: Outcome;
  readonly failedAttempts: number;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cacheReadTokens: number | null;
  readonly cacheWriteTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly tokensPerSecond: number | null;
  /** Null when no price was known. */
  readonly costMicroUsd: number | null;
}

export interface Sums {
  requests: number;
  success: number;
  failed: number;
  refused: number;
  cancelled: number;
  failedOver: number;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  reasoningTokens: number;
  costMicroUsd: number;
  unpriced: number;
  speeds: number;
  speedSum: number;
}

export interface Latencies {
  readonly totalMs: Latency;
  readonly firstTokenMs: Latency;
}

export function createSums(): Sums {
  return {
    requests: 0,
    success: 0,
    failed: 0,
    refused: 0,
    cancelled: 0,
    failedOver: 0,
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    reasoningTokens: 0,
    costMicroUsd: 0,
    unpriced: 0,
    speeds: 0,
    speedSum: 0,
  };
}

export function addRequest(sums: Sums, request: SummedRequest): void {
  sums.requests += 1;
  sums[request.outcome] += 1;
  if (request.outcome === 'success' && request.failedAttempts > 0) sums.failedOver += 1;
  sums.inputTokens += request.inputTokens ?? 0;
  sums.outputTokens += request.outputTokens ?? 0;
  sums.cacheReadTokens += request.cacheReadTokens ?? 0;
  sums.cacheWriteTokens += request.cacheWriteTokens ?? 0;
  sums.reasoningTokens += request.reasoningTokens ?? 0;
  sums.costMicroUsd += request.costMicroUsd ?? 0;
  if (request.costMicroUsd === null && request.outputTokens !== null) sums.unpriced += 1;
  if (request.tokensPerSecond === null) return;
  sums.speeds += 1;
  sums.speedSum += request.tokensPerSecond;
}

export function addSums(sums: Sums, more: Sums): void {
  sums.requests += more.requests;
  sums.success += more.success;
  sums.failed += more.failed;
  sums.refused += more.refused;
  sums.cancelled += more.cancelled;
  sums.failedOver += more.failedOver;
  sums.inputTokens += more.inputTokens;
  sums.outputTokens += more.outputTokens;
  sums.cacheReadTokens += more.cacheReadTokens;
  sums.cacheWriteTokens += more.cacheWriteTokens;
  sums.reasoningTokens += more.reasoningTokens;
  sums.costMicroUsd += more.costMicroUsd;
  sums.unpriced += more.unpriced;
  sums.speeds += more.speeds;
  sums.speedSum += more.speedSum;
}

export function convertToTotals({ speeds, speedSum, ...sums }: Sums, latencies: Latencies): AnalyticsTotals {
  return { ...sums, ...latencies, tokensPerSecond: speeds === 0 ? null : speedSum / speeds };
}

/** What is shown of one channel, model or client. */
export function convertToShare(sums: Sums, latencies: Latencies) {
  const { requests, success, failed, inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = sums;
  const { costMicroUsd, unpriced } = sums;
  return {
    requests,
    success,
    failed,
    inputTokens,
    outputTokens,
    cacheReadTokens,
    cacheWriteTokens,
    costMicroUsd,
    unpriced,
    ...latencies,
  };
}
