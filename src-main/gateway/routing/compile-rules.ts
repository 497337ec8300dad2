import type { ChannelGroup, RouteRule, RoutingTable, RuleTarget } from '#shared/domain/routing-table';
import type { GatewayChannel, GatewayConfig } from '../ports';
import { compileConditions, type Check } from './compile-conditions';

export interface CompiledRule {
  readonly rule: RouteRule;
  readonly checks: readonly Check[];
  /** Groups are replaced by their channels. */
  readonly targets: readonly CompiledTarget[];
  /** Why the rule cannot be followed at all; null when it can. */
  readonly inert: string | null;
}

export interface CompiledTarget {
  readonly channel: GatewayChannel;
  readonly model: string | null;
  /** Set where its strategy decides among its channels. */
  readonly group: ChannelGroup | null;
}

const compiled = new WeakMap<GatewayConfig, readonly CompiledRule[]>();

/** The enabled rules of a configuration, in order, made ready once. */
export function compileRules(config: GatewayConfig): readonly CompiledRule[] {
  let rules = compiled.get(config);
  if (rules === undefined) {
    const channels = new Map(config.channels.map((channel) => [channel.id, channel]));
    rules = config.routing.rules
      .filter(({ enabled }) => enabled)
      .map((rule) => compileRule(rule, config.routing, channels));
    compiled.set(config, rules);
  }
  return rules;
}

function compileRule(
  rule: RouteRule,
  { groups }: RoutingTable,
  channels: ReadonlyMap<string, GatewayChannel>,
): CompiledRule {
  const targets = rule.targets.flatMap((target) => {
    const found = 'group' in target ? findGroup(target.group, groups) : undefined;
    const group = found === undefined || found.strategy === 'priority' ? null : found;
    return listChannelIds(target, groups).flatMap((id) => {
      const channel = channels.get(id);
      return channel === undefined ? [] : [{ channel, model: target.model, group }];
    });
  });
  const inert = describeInert(rule, groups, (id) => channels.has(id));
  try {
    return { rule, checks: compileConditions(rule.when), targets, inert };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it cannot be read';
    return { rule, checks: [], targets, inert: `Rule "${rule.name}" is not followed: ${reason}` };
  }
}

/** Why a rule cannot be followed whatever the request; null when it can. */
export function describeInert(
  rule: RouteRule,
  groups: RoutingTable['groups'],
  isThere: (channelId: string) => boolean,
): string | null {
  if (rule.targets.some((target) => listChannelIds(target, groups).some(isThere))) return null;
  return `Rule "${rule.name}" is not followed: its channels have been removed.`;
}

function listChannelIds(target: RuleTarget, groups: RoutingTable['groups']): readonly string[] {
  return 'channelId' in target ? [target.channelId] : (findGroup(target.group, groups)?.channelIds ?? []);
}

function findGroup(wanted: string, groups: RoutingTable['groups']): ChannelGroup | undefined {
  const folded = wanted.toLowerCase();
  return groups.find(({ name }) => name.toLowerCase() === folded);
}
