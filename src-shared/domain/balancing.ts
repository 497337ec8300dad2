import * as z from 'zod';

/**
 * Which of several channels of equal priority is asked first:
 * - `priority`: always the same, those of the client's own protocol first, the oldest first
 * - `weighted`: each in proportion to its weight
 * - `round-robin`: each in turn
 * - `least-used`: the one with the fewest running and recent requests
 * - `lowest-latency`: the one whose first token comes soonest, with some requests to find out about the others
 */
export const BALANCING_STRATEGIES = [
  'priority',
  'weighted',
  'round-robin',
  'least-used',
  'lowest-latency',
] as const;
export const balancingStrategySchema = z.enum(BALANCING_STRATEGIES);
export type BalancingStrategy = z.infer<typeof balancingStrategySchema>;
