import type { GatewayConfig } from '../ports';
import { arrangePlan, type Arrangement } from '../routing/arrange-plan';
import { planRequest } from '../routing/plan-request';
import { findPinned, planRoute, type RouteFacts, type RoutePlan } from '../routing/plan-route';
import type { RequestScope } from '../server/select-scope';
import type { CustomRouter } from '../user-code/create-custom-router';
import type { PreparedRequest } from './build-call';
import type { ClientDescription } from './describe-client';
import { describeFacts } from './describe-facts';
import { planWithRouter, selectRoutable } from './plan-with-router';

export interface PlanningContext {
  readonly requestId: string;
  readonly config: GatewayConfig;
  readonly prepared: PreparedRequest;
  readonly client: ClientDescription;
  readonly scope: RequestScope;
  readonly customRouter: CustomRouter | null;
  readonly arrangement: Omit<Arrangement, 'pinnedChannelId' | 'strategy'>;
  readonly warn: (warning: string) => void;
}

export interface PlannedTargets extends RoutePlan {
  /** Who has decided; where it was nobody, the order is that of priority, conversation and strategy. */
  readonly by: 'router' | 'rule' | null;
  /** The rule that is followed. */
  readonly ruleId: string | null;
}

/**
 * Plans a request, the owner's wishes first: a pinned channel, the custom router, the rules, the priority. Turns are only taken
 * and conversations only moved where the order among equals is what decides; not for what may be tried behind a
 * choice, nor for counting tokens, which costs its channel nothing.
 *
 * @throws {GatewayError} when nothing can serve the request
 */
export async function planTargets(context: PlanningContext): Promise<PlannedTargets> {
  const { arrangement, client, config, customRouter, prepared, warn } = context;
  const { channelIds } = context.scope;
  const { protocol, operation } = prepared.endpoint;
  const { model } = prepared;
  const facts: RouteFacts = { protocol, operation, model, channelIds };
  const planRest = (): RoutePlan => planRoute(config, facts);
  const planByRules = () =>
    planRequest(config, describeFacts(context.requestId, prepared, client, context.scope), planRest);
  const hasRules = config.routing.rules.length > 0;

  // What its owner has chosen by hand no file of theirs takes back.
  if (customRouter !== null && findPinned(config, facts) === undefined) {
    const routed = await planWithRouter(customRouter, {
      request: { ...facts, ...selectRoutable(prepared), client, warn },
      planRest: hasRules ? planByRules : planRest,
    });
    if (routed !== null) return { targets: routed.targets, by: 'router', ruleId: null };
  }

  const ruled = hasRules ? planByRules() : null;
  for (const warning of ruled?.warnings ?? []) warn(warning);
  if (ruled !== null && ruled.ruleId !== null) {
    return { targets: ruled.targets, by: 'rule', ruleId: ruled.ruleId };
  }
  const plan = ruled ?? planRest();
  if (operation === 'count_tokens') return { targets: plan.targets, by: null, ruleId: null };
  const { targets } = arrangePlan(
    plan,
    { sessionId: client.sessionId, model },
    {
      ...arrangement,
      pinnedChannelId: config.settings.pinnedChannelId,
      strategy: config.settings.balancing,
    },
  );
  return { targets, by: null, ruleId: null };
}
