import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BalancingStrategy } from '#shared/domain/balancing';
import { routeRuleSchema } from '#shared/domain/routing-table';
import { failWith, startFakeProvider, type FakeProvider } from '#tests/support/fake-provider/index';
import { startTestGateway, testChannel, type TestGateway } from '#tests/support/gateway/start-test-gateway';
import { callGateway } from '../failover/support/call-gateway';

const PROTOCOL = 'anthropic-messages';
const KEY = 'fake-key-of-all';

let provider: FakeProvider;
let gateway: TestGateway;

beforeEach(async () => {
  provider = await startFakeProvider({ key: KEY });
  provider.replyAlways({ parts: [{ text: 'Hello' }] });
  gateway = await startTestGateway();
});
afterEach(async () => {
  await gateway.close();
  await provider.close();
});

const rule = (id: string, group: string, when: object) =>
  routeRuleSchema.parse({ id: `rr_${id.padStart(16, '0')}`, name: group, when, targets: [{ group }] });

/** Rules bring `*haiku*` to the group `Small` and everything else to `Large`; both have the same members. */
function configure(strategy: BalancingStrategy, weights: Readonly<Record<string, number>> = {}): void {
  const channelIds = ['ch_b', 'ch_c'];
  gateway.configure({
    channels: [
      ['ch_a', 90],
      ['ch_b', 60],
      ['ch_c', 10],
    ].map(([id, priority]) =>
      testChannel({
        id: String(id),
        name: String(id),
        protocol: PROTOCOL,
        baseUrl: provider.url,
        key: KEY,
        priority: Number(priority),
        weight: weights[String(id)] ?? 1,
      }),
    ),
    routing: {
      rules: [rule('1', 'small', { models: ['*haiku*'] }), rule('2', 'Large', {})],
      groups: [
        { name: 'Small', channelIds, strategy },
        { name: 'Large', channelIds, strategy },
      ],
    },
  });
}

async function ask(models: readonly string[], session?: string): Promise<(string | undefined)[]> {
  const channels: (string | undefined)[] = [];
  const headers = session === undefined ? {} : { 'x-claude-code-session-id': session };
  for (const model of models) {
    // oxlint-disable-next-line no-await-in-loop -- in this order
    const exchange = await callGateway(gateway, PROTOCOL, { model, headers });
    channels.push(exchange.headers['x-routex-channel']?.toString());
  }
  return channels;
}

const repeat = (model: string, times: number): string[] => Array.from({ length: times }, () => model);

describe('a group', () => {
  it('keeps its own order with the strategy priority, whatever the priorities of its channels', async () => {
    configure('priority');
    expect(await ask(repeat('claude-opus-4-8', 3))).toEqual(['ch_b', 'ch_b', 'ch_b']);
  });

  it('gives its channels turns, each group its own', async () => {
    configure('round-robin');
    const models = ['claude-opus-4-8', 'claude-haiku-4-5', 'claude-opus-4-8', 'claude-haiku-4-5'];
    const turns = ['ch_b', 'ch_b', 'ch_c', 'ch_c'];
    expect(await ask([...models, ...models])).toEqual([...turns, ...turns]);
  });

  it('follows weights, and leaves out what is drained', async () => {
    configure('weighted', { ch_b: 3, ch_c: 1 });
    expect((await ask(repeat('claude-opus-4-8', 4))).join(' ')).toBe('ch_b ch_b ch_c ch_b');
    configure('weighted', { ch_b: 0 });
    expect(await ask(repeat('claude-opus-4-8', 2))).toEqual(['ch_c', 'ch_c']);
  });

  it('keeps a conversation at its channel, and says so', async () => {
    configure('round-robin');
    expect(await ask(repeat('claude-opus-4-8', 3), 'one')).toEqual(['ch_b', 'ch_b', 'ch_b']);
    expect(await ask(repeat('claude-opus-4-8', 3), 'two')).toEqual(['ch_c', 'ch_c', 'ch_c']);
    const record = await gateway.waitForRecord(6);
    expect(record).toMatchObject({ route: { by: 'rule', ruleId: 'rr_0000000000000002', presets: [] } });
    expect(record.attempts[0]?.reason).toContain('its conversation’s channel');
  });

  it('is left for the others when none of its channels answers', async () => {
    configure('round-robin');
    provider.behave(failWith('overloaded'), { times: 2 });
    expect(await ask(['claude-opus-4-8'])).toEqual(['ch_a']);
  });
});
