import type { GatewayConfig } from '../ports';
import { arrangePlan, type Arrangement } from '../routing/arrange-plan';
import type { ModelTag } from '../routing/facts/find-model-tag';
import { planRequest, type RequestPlan } from '../routing/plan-request';
import { findPinned, planRoute, type RouteFacts, type RoutePlan } from '../routing/plan-route';
import type { RequestScope } from '../server/select-scope';
import type { CustomRouter } from '../user-code/create-custom-router';
import type { PreparedRequest } from './build-call';
import type { ClientDescription } from './describe-client';
import { describeFacts } from './describe-facts';
import { mayHoldModelTag } from './model-tag';
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
  readonly by: 'router' | 'tag' | 'rule' | null;
  /** The rule that is followed. */
  readonly ruleId: string | null;
  /** What the prompt itself names, whether it was followed or not. */
  readonly modelTag: ModelTag | null;
}

/**
 * Plans a request, the owner's wishes first: a pinned channel, the custom router, what the prompt names, the rules, the
 * priority. Turns are only taken
 * and conversations only moved where the order among equals is what decides; not for what may be tried behind a
 * choice, nor for counting tokens, which costs its channel nothing.
 *
 * @throws {GatewayError} when nothing can serve the request
 */
export async function planTargets(context: PlanningContext): Promise<PlannedTargets> {
  const { client, config, customRouter, prepared, warn } = context;
  const { channelIds } = context.scope;
  const { protocol, operation } = prepared.endpoint;
  const { model } = prepared;
  const facts: RouteFacts = { protocol, operation, model, channelIds };
  const planRest = (): RoutePlan => planRoute(config, facts);
  const hasRules = config.routing.rules.length > 0;
  // Of a request that names nothing, and that no rule asks about, nothing more need be known.
  const described =
    hasRules || mayHoldModelTag(prepared)
      ? describeFacts(context.requestId, prepared, client, context.scope)
      : null;
  const modelTag = described?.modelTag() ?? null;
  const planByRules = (): RequestPlan | null =>
    described === null || (!hasRules && modelTag === null) ? null : planRequest(config, described, planRest);

  // What its owner has chosen by hand no file of theirs takes back.
  if (customRouter !== null && findPinned(config, facts) === undefined) {
    const routed = await planWithRouter(customRouter, {
      request: { ...facts, ...selectRoutable(prepared), client, warn },
      planRest: () => planByRules() ?? planRest(),
    });
    if (routed !== null) return { targets: routed.targets, by: 'router', ruleId: null, modelTag };
  }

  const ruled = planByRules();
  for (const warning of ruled?.warnings ?? []) warn(warning);
  if (ruled !== null && ruled.by !== null) {
    return { targets: ruled.targets, by: ruled.by, ruleId: ruled.ruleId, modelTag };
  }
  const { targets } =
    operation === 'count_tokens' ? (ruled ?? planRest()) : arrange(ruled ?? planRest(), context);
  return { targets, by: null, ruleId: null, modelTag };
}

function arrange(plan: RoutePlan, { arrangement, client, config, prepared }: PlanningContext): RoutePlan {
  return arrangePlan(
    plan,
    { sessionId: client.sessionId, model: prepared.model },
    {
      ...arrangement,
      pinnedChannelId: config.settings.pinnedChannelId,
      strategy: config.settings.balancing,
    },
  );
}
