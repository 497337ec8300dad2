import type { BalancingStrategy } from '#shared/domain/balancing';
import type { HealthRegistry } from './health-registry';
import type { RoutePlan, RouteTarget } from './plan-route';
import type { SessionAffinity } from './session-affinity';
import type { Strategies } from './balancing/create-strategies';
import type { Choice } from './balancing/strategy';

export interface Arrangement {
  /** The channel that its owner has chosen, which has no equals; null: Auto. */
  readonly pinnedChannelId: string | null;
  readonly strategy: BalancingStrategy;
  readonly strategies: Strategies;
  readonly affinity: SessionAffinity;
  readonly health: Pick<HealthRegistry, 'waitMs' | 'activity'>;
}

/** What the arrangement needs to know of a request. */
export interface ArrangedRequest {
  /** Null where the client names none. */
  readonly sessionId: string | null;
  readonly model: string;
}

/**
 * Decides among the channels of equal priority that come first and can be asked now: a conversation stays where it is, else
 * the strategy chooses. A channel of lower priority is no place to stay when a higher one can be asked again. Channels behind them
 * keep their order.
 */
export function arrangePlan(
  plan: RoutePlan,
  { sessionId, model }: ArrangedRequest,
  { pinnedChannelId, strategy, strategies, affinity, health }: Arrangement,
): RoutePlan {
  const { targets } = plan;
  if (targets.length === 1) return plan;
  const pinned = sessionId === null ? null : affinity.find(sessionId, model);
  const canBeAsked = (target: RouteTarget): boolean => health.waitMs(target) === 0;
  const first = targets.find(canBeAsked);
  if (first === undefined) return plan;
  const isEqual = ({ channel, lacks }: RouteTarget): boolean =>
    first.channel.id === pinnedChannelId || channel.id === pinnedChannelId
      ? channel === first.channel
      : channel.priority === first.channel.priority && lacks === first.lacks;

  if (pinned !== null && sessionId !== null) {
    if (pinned === first.channel.id) return plan;
    const own = targets.filter(({ channel }) => channel.id === pinned);
    if (own.some((target) => isEqual(target) && canBeAsked(target)))
      return bringForward(plan, [pinned], 'its conversation’s channel');
    affinity.drop(sessionId, model);
  }
  if (strategy === 'priority') return plan;

  const choices: Choice[] = [];
  for (const target of targets) {
    const { channel } = target;
    if (!isEqual(target) || choices.some((choice) => choice.channel === channel)) continue;
    if (canBeAsked(target)) choices.push({ channel, activity: health.activity(channel.id) });
  }
  if (choices.length < 2) return plan;
  const order = strategies[strategy].order(choices);
  return bringForward(
    plan,
    order.map(({ channel }) => channel.id),
    strategy,
  );
}

/** The plan with these channels first, in this order; their keys stay together. */
function bringForward(plan: RoutePlan, channelIds: readonly string[], why: string): RoutePlan {
  const place = (target: RouteTarget): number => {
    const index = channelIds.indexOf(target.channel.id);
    return index === -1 ? channelIds.length : index;
  };
  return {
    ...plan,
    targets: plan.targets
      .toSorted((a, b) => place(a) - place(b))
      .map((target) =>
        target.channel.id === channelIds[0] ? { ...target, reason: `${target.reason}, ${why}` } : target,
      ),
  };
}
