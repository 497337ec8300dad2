import type { Capability } from '#shared/domain/model-capabilities';
import type { PresetSwitches } from '#shared/domain/routing-presets';
import type { GatewayConfig } from '../ports';
import type { Needs } from './capabilities/find-lack';
import { differInCapabilities, orderByCapability, PRESETS } from './capabilities/order-by-capability';
import type { RequestFacts } from './facts/request-facts';
import { findPinned, planRoute, type RouteFacts, type RoutePlan } from './plan-route';
import { useSmallModel } from './use-small-model';

/**
 * The plan without rules and tags, but with what Routex does by itself.
 *
 * @param facts only called where the plan depends on what is in the request
 * @throws {GatewayError} `no_channel` or `not_found` when nothing can serve the request, saying why
 */
export function planUsual(config: GatewayConfig, route: RouteFacts, facts: () => RequestFacts): RoutePlan {
  const plan = planRoute(config, route);
  if (route.operation === 'compact') return plan;
  const { presets } = config.settings;
  const fitting = putAbleFirst(config, plan, facts, findPinned(config, route)?.id ?? null);
  return presets.background ? useSmallModel(fitting, facts) : fitting;
}

/** The plan with those last that cannot do what is needed, by the presets that are on. */
export function putAbleFirst(
  { settings: { presets } }: GatewayConfig,
  plan: RoutePlan,
  facts: () => RequestFacts,
  pinnedChannelId: string | null,
): RoutePlan {
  if (!differInCapabilities(plan)) return plan;
  const needs = selectNeeds(presets);
  return needs.size === 0 ? plan : orderByCapability(plan, facts(), needs, pinnedChannelId);
}

const selected = new WeakMap<PresetSwitches, Needs>();

function selectNeeds(presets: PresetSwitches): Needs {
  let needs = selected.get(presets);
  if (needs === undefined) {
    const all = Object.entries(PRESETS) as [Capability, keyof PresetSwitches][];
    needs = new Set(all.flatMap(([capability, preset]) => (presets[preset] ? [capability] : [])));
    selected.set(presets, needs);
  }
  return needs;
}
