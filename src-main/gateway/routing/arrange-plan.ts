import type { BalancingStrategy } from '#shared/domain/balancing';
import type { ChannelGroup } from '#shared/domain/routing-table';
import type { Choice, Strategy } from './balancing/strategy';
import type { HealthRegistry } from './health-registry';
import type { RoutePlan, RouteTarget } from './plan-route';
import type { SessionAffinity } from './session-affinity';

/** What the order among equals depends on: the moment, and what was chosen before. */
export interface Arrangers {
  readonly strategies: {
    of(
      group: string | null,
    ): Readonly<Record<Exclude<BalancingStrategy, 'priority'>, Pick<Strategy, 'order'>>>;
  };
  readonly affinity: Pick<SessionAffinity, 'find' | 'drop'>;
  readonly health: Pick<HealthRegistry, 'waitMs' | 'activity'>;
}

export interface Arrangement extends Arrangers {
  /** The channel that its owner has chosen, which has no equals; null: Auto. */
  readonly pinnedChannelId: string | null;
  readonly strategy: BalancingStrategy;
}

/** What the arrangement needs to know of a request. */
export interface ArrangedRequest {
  /** Null where the client names none. */
  readonly sessionId: string | null;
  readonly model: string;
}

export interface GroupArrangement {
  readonly plan: RoutePlan;
  /** The group among whose channels was chosen; null where the plan begins with none. */
  readonly group: ChannelGroup | null;
}

/**
 * Decides among the channels of equal priority that come first and can be asked now: a conversation stays where it is, else
 * the strategy chooses. A channel of lower priority is no place to stay when a higher one can be asked again. Channels behind them
 * keep their order.
 */
export function arrangePlan(
  plan: RoutePlan,
  request: ArrangedRequest,
  { pinnedChannelId, strategy, ...arrangers }: Arrangement,
): RoutePlan {
  if (plan.targets.length === 1) return plan;
  const first = findAskable(plan, arrangers);
  if (first === undefined) return plan;
  const isEqual = ({ channel, lacks }: RouteTarget): boolean =>
    first.channel.id === pinnedChannelId || channel.id === pinnedChannelId
      ? channel === first.channel
      : channel.priority === first.channel.priority && lacks === first.lacks;
  return arrangeEquals(plan, request, { first, isEqual, strategy, group: null }, arrangers);
}

/** The same among the channels of a group, where what was decided begins with one that has a strategy. */
export function arrangeGroup(
  plan: RoutePlan,
  request: ArrangedRequest,
  arrangers: Arrangers,
): GroupArrangement {
  const first = findAskable(plan, arrangers);
  const group = first?.group;
  if (first === undefined || group === undefined) return { plan, group: null };
  const isEqual = (target: RouteTarget): boolean => target.group === group && target.lacks === first.lacks;
  const { strategy, name } = group;
  const arranged = arrangeEquals(plan, request, { first, isEqual, strategy, group: name }, arrangers);
  return { plan: arranged, group };
}

function findAskable({ targets }: RoutePlan, { health }: Arrangers): RouteTarget | undefined {
  return targets.find((target) => health.waitMs(target) === 0);
}

interface Equals {
  readonly first: RouteTarget;
  readonly isEqual: (target: RouteTarget) => boolean;
  readonly strategy: BalancingStrategy;
  /** Its name; null: all channels. */
  readonly group: string | null;
}

function arrangeEquals(
  plan: RoutePlan,
  { sessionId, model }: ArrangedRequest,
  { first, isEqual, strategy, group }: Equals,
  { strategies, affinity, health }: Arrangers,
): RoutePlan {
  const { targets } = plan;
  const canBeAsked = (target: RouteTarget): boolean => health.waitMs(target) === 0;
  const conversation = sessionId === null ? null : { sessionId, model, group };
  const pinned = conversation === null ? null : affinity.find(conversation);
  if (pinned !== null && conversation !== null) {
    if (pinned === first.channel.id) return plan;
    if (targets.some((target) => target.channel.id === pinned && isEqual(target) && canBeAsked(target)))
      return bringForward(plan, [pinned], 'its conversation’s channel');
    affinity.drop(conversation);
  }
  if (strategy === 'priority') return plan;

  const choices: Choice[] = [];
  for (const target of targets) {
    const { channel } = target;
    if (!isEqual(target) || choices.some((choice) => choice.channel === channel)) continue;
    // Only a rule's group holds drained channels at all, for when nobody else can answer.
    if (channel.weight > 0 && canBeAsked(target))
      choices.push({ channel, activity: health.activity(channel.id) });
  }
  const [only, ...others] = choices;
  if (only === undefined || (others.length === 0 && only.channel === first.channel)) return plan;
  const order = others.length === 0 ? choices : strategies.of(group)[strategy].order(choices);
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
