/** Nearest-rank percentile; NaN without values. `share` lies between 0 and 1. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/** The middle value, or the mean of the two in the middle; NaN without values. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function spread(values: readonly number[]): Spread {
  if (values.length === 0) return { median: Number.NaN, min: Number.NaN, max: Number.NaN };
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * `n` in `y ~ x ** n`: 1 is linear, 2 quadratic. Least squares through the logarithms of points `[x, y]`; NaN with fewer
 * than two of them.
 */
export function fitExponent(points: readonly (readonly [x: number, y: number])[]): number {
  const meanX = mean(points.map(([x]) => Math.log(x)));
  const meanY = mean(points.map(([, y]) => Math.log(y)));
  let covariance = 0;
  let variance = 0;
  for (const [x, y] of points) {
    covariance += (Math.log(x) - meanX) * (Math.log(y) - meanY);
    variance += (Math.log(x) - meanX) ** 2;
  }
  return covariance / variance;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
