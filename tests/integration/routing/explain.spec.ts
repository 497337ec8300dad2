import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExplainedRequest } from '#shared/contract/routing';
import { routeRuleSchema } from '#shared/domain/routing-table';
import { failWith, startFakeProvider, type FakeProvider } from '#tests/support/fake-provider/index';
import { startTestGateway, testChannel, type TestGateway } from '#tests/support/gateway/start-test-gateway';
import { callGateway } from '../failover/support/call-gateway';

const PROTOCOL = 'anthropic-messages';
const KEY = 'fake-key-of-all';
const MODEL = 'claude-opus-4-8';
const SESSION = { 'x-claude-code-session-id': 'one' };

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

const channel = (id: string) =>
  testChannel({ id, name: id, protocol: PROTOCOL, baseUrl: provider.url, key: KEY });

function configure({ pinnedChannelId = null }: { pinnedChannelId?: string | null } = {}): void {
  const rule = routeRuleSchema.parse({
    id: 'rr_0123456789abcdef',
    name: 'Small',
    when: { models: ['*haiku*'] },
    targets: [{ channelId: 'ch_b' }],
  });
  gateway.configure({
    channels: [channel('ch_a'), channel('ch_b')],
    settings: { balancing: 'round-robin', pinnedChannelId },
    routing: { rules: [rule], groups: [] },
  });
}

const explain = (change: Partial<ExplainedRequest> = {}) => {
  const { model = MODEL, headers = {} } = change;
  const body = { model, messages: [{ role: 'user', content: 'Hello' }] };
  return gateway.gateway.explain({ protocol: PROTOCOL, model, headers, project: null, body, ...change });
};
const ask = async (headers: Record<string, string> = {}) => {
  const { headers: answered } = await callGateway(gateway, PROTOCOL, { model: MODEL, headers });
  return answered['x-routex-channel'];
};

describe('an explanation', () => {
  it('foretells whose turn it is, as often as it is asked, without taking it', async () => {
    configure();
    for (const expected of ['ch_a', 'ch_b', 'ch_a']) {
      // oxlint-disable no-await-in-loop -- in this order
      for (let time = 0; time < 3; time += 1) {
        expect((await explain()).targets[0]?.channelId).toBe(expected);
      }
      expect(await ask()).toBe(expected);
      // oxlint-enable no-await-in-loop
    }
  });

  it('knows where a conversation is, without keeping it alive or counting', async () => {
    configure();
    expect([await ask(), await ask(SESSION), await ask(SESSION)]).toEqual(['ch_a', 'ch_b', 'ch_b']);
    const { affinity } = gateway.gateway.status();
    const { targets, facts } = await explain({ headers: SESSION });
    expect(targets[0]).toMatchObject({
      channelId: 'ch_b',
      reason: expect.stringContaining('its conversation’s channel'),
    });
    expect(facts.sessionId).toBe('one');
    expect(gateway.gateway.status().affinity).toEqual(affinity);
  });

  it('asks a channel last that is left alone, and says for how long', async () => {
    configure({ pinnedChannelId: 'ch_a' });
    provider.behave(failWith('rate_limit', { headers: { 'retry-after': '120' } }), { times: 1 });
    expect(await ask()).toBe('ch_b');
    const { by, targets } = await explain();
    expect(by).toBe('pin');
    expect(targets.map(({ channelId }) => channelId)).toEqual(['ch_b', 'ch_a']);
    expect(targets[0]).toMatchObject({ waitMs: 0, reason: expect.stringContaining('instead of ch_a') });
    expect(targets[1]?.waitMs).toBeGreaterThan(60_000);
  });

  it('says which rule decides, and counts no hit', async () => {
    configure();
    expect(await explain({ model: 'claude-haiku-4-5' })).toMatchObject({
      by: 'rule',
      ruleId: 'rr_0123456789abcdef',
      rules: [{ type: 'followed' }],
      targets: [{ channelId: 'ch_b' }, { channelId: 'ch_a' }],
    });
    expect(gateway.gateway.routeHits('rr_0123456789abcdef')).toBe(0);
    expect(provider.requests).toHaveLength(0);
  });

  it('says what a request would be told that nothing can answer', async () => {
    gateway.configure({ channels: [] });
    expect(await explain()).toMatchObject({
      targets: [],
      refusal: expect.stringContaining('no channel yet'),
    });
  });
});
