import * as z from 'zod';

const tokenCount = z.number().int().nonnegative();

/**
 * Tokens of one request, in one meaning for every protocol: `input` includes cache reads and cache writes, `output`
 * includes reasoning. `cacheWrite5m` and `cacheWrite1h` split the writes by lifetime; a protocol that names no lifetime
 * counts as 5 minutes.
 */
export const usageSchema = z.object({
  input: tokenCount,
  output: tokenCount,
  cacheRead: tokenCount,
  cacheWrite5m: tokenCount,
  cacheWrite1h: tokenCount,
  reasoning: tokenCount,
  /** True when Routex counted the tokens itself, or when the answer ended before the provider gave its final count. */
  estimated: z.boolean().optional(),
});

export type Usage = z.infer<typeof usageSchema>;
