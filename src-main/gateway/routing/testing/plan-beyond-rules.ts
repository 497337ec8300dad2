import type { GatewayConfig } from '../../ports';
import type { RequestFacts } from '../facts/request-facts';
import { planRequest, type RequestPlan } from '../plan-request';
import { planUsual } from '../plan-usual';

/** A plan by rules, and by priority where they say nothing. */
export function planBeyondRules(config: GatewayConfig, facts: RequestFacts): RequestPlan {
  return planRequest(config, facts, () => planUsual(config, facts.outline, () => facts));
}
