import { routeRuleSchema } from '#shared/domain/routing-table';
import { settingsSchema } from '#shared/domain/settings';
import type { GatewayConfig } from '#main/gateway/ports';
import { RequestFacts } from '#main/gateway/routing/facts/request-facts';
import { planRequest } from '#main/gateway/routing/plan-request';
import { planUsual } from '#main/gateway/routing/plan-usual';
import { createTestChannel } from '#main/gateway/routing/testing/create-test-channel';

export const CHANNELS = 100;
export const RULES = 100;
const WARM_UP = 5000;
const ROUNDS = 20_000;

export interface PlanningTimes {
  readonly medianUs: number;
  readonly p99Us: number;
}

/** What one plan takes, where no rule asks for the body and only the last one fits. */
export function measurePlanning(): PlanningTimes {
  const config = buildConfig();
  const times: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const began = performance.now();
    const facts = buildFacts();
    planRequest(config, facts, () => planUsual(config, facts.outline, () => facts));
    if (round >= WARM_UP) times.push((performance.now() - began) * 1000);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
  return { medianUs: at(0.5), p99Us: at(0.99) };
}

function buildConfig(): GatewayConfig {
  const channels = Array.from({ length: CHANNELS }, (_, index) => createTestChannel(`ch_${index}`));
  const rules = Array.from({ length: RULES }, (_, index) =>
    routeRuleSchema.parse({
      id: `rr_${String(index).padStart(16, '0')}`,
      name: `Rule ${index}`,
      when: { models: [index === RULES - 1 ? 'claude-*' : `gpt-${index}-*`] },
      targets: [{ channelId: `ch_${index}` }],
    }),
  );
  return { channels, tokens: [], routing: { rules, groups: [] }, settings: settingsSchema.parse({}) };
}

function buildFacts(): RequestFacts {
  return new RequestFacts(
    {
      protocol: 'anthropic-messages',
      operation: 'generate',
      model: 'claude-opus-4-8',
      headers: {},
      client: 'claude-code',
      clientVersion: null,
      sessionId: null,
      project: null,
      channelIds: null,
      models: null,
      bodyBytes: 50_000,
    },
    () => {
      throw new Error('No rule asks for the body.');
    },
    { modelTag: () => false, images: () => false, webSearch: () => false },
  );
}
