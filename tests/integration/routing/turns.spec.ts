import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BALANCING_STRATEGIES } from '#shared/domain/balancing';
import { routeRuleSchema } from '#shared/domain/routing-table';
import { startFakeProvider, type FakeProvider } from '#tests/support/fake-provider/index';
import { startTestGateway, testChannel, type TestGateway } from '#tests/support/gateway/start-test-gateway';
import { callGateway } from '../failover/support/call-gateway';

const PROTOCOL = 'anthropic-messages';
const KEY = 'fake-key-of-all';

let provider: FakeProvider;
let gateway: TestGateway;

/** Two equals, and a third one that only a rule sends to. */
beforeEach(async () => {
  provider = await startFakeProvider({ key: KEY });
  provider.replyAlways({ parts: [{ text: 'Hello' }] });
  gateway = await startTestGateway();
});
afterEach(async () => {
  await gateway.close();
  await provider.close();
});

function channel(id: string, priority: number) {
  return testChannel({ id, name: id, protocol: PROTOCOL, baseUrl: provider.url, key: KEY, priority });
}

function configure(balancing: (typeof BALANCING_STRATEGIES)[number], onRule = true): void {
  const rule = routeRuleSchema.parse({
    id: 'rr_0123456789abcdef',
    name: 'Small',
    when: { models: ['*haiku*'] },
    targets: [{ channelId: 'ch_c' }],
  });
  gateway.configure({
    channels: [channel('ch_a', 50), channel('ch_b', 50), channel('ch_c', 10)],
    settings: { balancing },
    routing: { rules: onRule ? [rule] : [], groups: [] },
  });
}

/** Which channels have answered requests for these models, one after the other. */
async function ask(models: readonly string[], path?: string): Promise<(string | undefined)[]> {
  const channels: (string | undefined)[] = [];
  for (const model of models) {
    // oxlint-disable-next-line no-await-in-loop -- in this order
    const exchange = await callGateway(gateway, PROTOCOL, { model, ...(path === undefined ? {} : { path }) });
    channels.push(exchange.headers['x-routex-channel']?.toString());
  }
  return channels;
}

describe.each(['round-robin', 'weighted'] as const)('%s', (balancing) => {
  it('gives each its turn, also when a rule decides about every second request', async () => {
    configure(balancing);
    const models = Array.from({ length: 8 }, (_, index) =>
      index % 2 === 0 ? 'claude-haiku' : 'claude-opus',
    );
    expect(await ask(models)).toEqual(['ch_c', 'ch_a', 'ch_c', 'ch_b', 'ch_c', 'ch_a', 'ch_c', 'ch_b']);
  });

  it('gives no turn to the counting of tokens', async () => {
    configure(balancing, false);
    const counting = '/v1/messages/count_tokens';
    const answered: (string | undefined)[] = [];
    for (let round = 0; round < 4; round += 1) {
      // oxlint-disable-next-line no-await-in-loop -- in this order
      await ask(['claude-opus'], counting);
      // oxlint-disable-next-line no-await-in-loop -- as above
      answered.push(...(await ask(['claude-opus'])));
    }
    expect(answered).toEqual(['ch_a', 'ch_b', 'ch_a', 'ch_b']);
  });
});
