import type { Usage } from '#shared/domain/usage';

/** Tokens that were estimated: nobody can tell what a cache would have saved. */
export function estimateUsage(input: number, output: number): Usage {
  return { input, output, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 0, estimated: true };
}
