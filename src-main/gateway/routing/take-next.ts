import type { HealthRegistry } from './health-registry';
import type { RouteTarget } from './plan-route';

export interface Taken {
  readonly target: RouteTarget;
  readonly others: readonly RouteTarget[];
}

/** The first that may be asked now; where all should wait, the one that may be asked soonest. */
export function takeNext(remaining: readonly RouteTarget[], health: Pick<HealthRegistry, 'waitMs'>): Taken {
  const [first, ...rest] = remaining;
  if (first === undefined) throw new Error('there is nobody left to ask');
  const wait = health.waitMs(first);
  if (wait === 0) return { target: first, others: rest };
  const waits = remaining.map((target) => health.waitMs(target));
  const soonest = waits.indexOf(Math.min(...waits));
  const target = remaining[soonest] ?? first;
  const others = remaining.filter((_, index) => index !== soonest);
  const why =
    target === first
      ? `although it should wait ${seconds(wait)}`
      : `instead of ${first.channel.name}, which should wait ${seconds(wait)}`;
  return { target: { ...target, reason: `${target.reason}, ${why}` }, others };
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}
