import type { BalancingStrategy } from '#shared/domain/balancing';
import type { Clock } from '../../ports';
import { createLeastUsed } from './least-used';
import { createLowestLatency } from './lowest-latency';
import { createRoundRobin } from './round-robin';
import { createSmoothWeighted } from './smooth-weighted';
import type { Strategy } from './strategy';

/** What `priority` does is the plan's own order. */
export type Strategies = Readonly<Record<Exclude<BalancingStrategy, 'priority'>, Strategy>>;

/** @param random from 0 up to, but not including, 1 */
export function createStrategies(clock: Pick<Clock, 'monotonic'>, random: () => number): Strategies {
  return {
    weighted: createSmoothWeighted(),
    'round-robin': createRoundRobin(),
    'least-used': createLeastUsed(clock),
    'lowest-latency': createLowestLatency(clock, random),
  };
}
