import type { RouteDecision } from '#shared/domain/request-record';
import type { ChannelGroup } from '#shared/domain/routing-table';
import type { GatewayConfig } from '../ports';
import { arrangeGroup, arrangePlan, type Arrangers } from '../routing/arrange-plan';
import type { ModelTag } from '../routing/facts/find-model-tag';
import { planRequest, type OnVerdict, type RequestPlan } from '../routing/plan-request';
import type { RequestFacts } from '../routing/facts/request-facts';
import { findPinned, type RouteFacts, type RoutePlan } from '../routing/plan-route';
import { planUsual } from '../routing/plan-usual';
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
  readonly arrangers: Arrangers;
  readonly warn: (warning: string) => void;
  readonly onVerdict?: OnVerdict;
}

export interface PlannedTargets extends RoutePlan {
  /** Who has decided; where it was nobody, the order is that of priority, conversation and strategy. */
  readonly by: RouteDecision | null;
  /** The rule that is followed. */
  readonly ruleId: string | null;
  /** What the prompt itself names, whether it was followed or not. */
  readonly modelTag: ModelTag | null;
  /** Among whose channels the conversation stays where it is answered now; null: all, undefined: it does not stay. */
  readonly staysIn: ChannelGroup | null | undefined;
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
  const hasRules = config.routing.rules.length > 0;
  let described: RequestFacts | null = null;
  const describe = (): RequestFacts =>
    (described ??= describeFacts(context.requestId, prepared, client, context.scope));
  const planRest = (): RoutePlan => planUsual(config, facts, describe);
  const mayNameModel = config.settings.presets.subagent && mayHoldModelTag(prepared);
  const modelTag = mayNameModel ? describe().modelTag() : null;
  const planByRules = (): RequestPlan | null =>
    hasRules || modelTag !== null ? planRequest(config, describe(), planRest, context.onVerdict) : null;

  // What its owner has chosen by hand no file of theirs takes back.
  const isPinned = findPinned(config, facts) !== undefined;
  if (customRouter !== null && !isPinned) {
    const routed = await planWithRouter(customRouter, {
      request: { ...facts, ...selectRoutable(prepared), client, warn },
      planRest: () => planByRules() ?? planRest(),
    });
    if (routed !== null)
      return { targets: routed.targets, by: 'router', ruleId: null, modelTag, staysIn: undefined };
  }

  const ruled = planByRules();
  for (const warning of ruled?.warnings ?? []) warn(warning);
  const turns = operation !== 'count_tokens';
  const request = { sessionId: client.sessionId, model };
  if (ruled !== null && ruled.by !== null) {
    const { by, ruleId, presets } = ruled;
    const { plan, group } = turns
      ? arrangeGroup(ruled, request, context.arrangers)
      : { plan: ruled, group: null };
    return { targets: plan.targets, by, ruleId, presets, modelTag, staysIn: group ?? undefined };
  }
  const plan = ruled ?? planRest();
  const { pinnedChannelId, balancing: strategy } = config.settings;
  const { targets } = turns
    ? arrangePlan(plan, request, { ...context.arrangers, pinnedChannelId, strategy })
    : plan;
  const by = isPinned ? 'pin' : null;
  return { targets, presets: plan.presets, by, ruleId: null, modelTag, staysIn: null };
}
