import { describe, expect, it } from 'vitest';
import type { GatewayCredential } from '#main/gateway/ports';
import { failWith, type FakeProvider } from '#tests/support/fake-provider/index';
import { callGateway, PROTOCOLS } from './support/call-gateway';
import { FIRST_KEY, SECOND_KEY, withChannels } from './support/with-channels';

const OTHER_KEY = 'fake-other-key-of-the-first';
const TWO_KEYS: readonly GatewayCredential[] = [
  { id: 'cr_a', kind: 'key', secret: FIRST_KEY },
  { id: 'cr_b', kind: 'key', secret: OTHER_KEY },
];
const OPTIONS = { first: { credentials: TWO_KEYS }, provider: { key: [FIRST_KEY, OTHER_KEY] } };

describe.each(PROTOCOLS)('%s: keys of one channel', (protocol) => {
  it.each(['rate_limit', 'auth', 'quota'] as const)(
    'a %s of the first key that skips the second one',
    async (kind) => {
      await withChannels(protocol, OPTIONS, async ({ gateway, first, second }) => {
        first.behave(failWith(kind), { times: 1 });
        const exchange = await callGateway(gateway, protocol, { stream: true });
        expect(exchange).toMatchObject({ status: 200, end: 'complete' });
        expect(keysOf(first)).toEqual([FIRST_KEY, OTHER_KEY]);
        expect(second.requests).toHaveLength(0);
        expect(await gateway.waitForRecord(1)).toMatchObject({
          outcome: 'success',
          attempts: [
            { channelId: 'ch_first', credentialId: 'cr_a', outcome: 'failed' },
            { channelId: 'ch_first', credentialId: 'cr_b', outcome: 'success' },
          ],
        });
      });
    },
  );

  it('both keys used up, and the next channel not asked', async () => {
    await withChannels(protocol, OPTIONS, async ({ gateway, first, second }) => {
      first.behave(failWith('rate_limit'));
      const exchange = await callGateway(gateway, protocol, { stream: true });
      expect(exchange).toMatchObject({ status: 200, end: 'complete' });
      expect(keysOf(first)).toEqual([FIRST_KEY, OTHER_KEY]);
      expect(keysOf(second)).toEqual([SECOND_KEY]);
    });
  });

  it('a server error that is tried again with the second key', async () => {
    await withChannels(protocol, OPTIONS, async ({ gateway, first, second }) => {
      first.behave(failWith('server_error'));
      const exchange = await callGateway(gateway, protocol, { stream: true });
      expect(exchange).toMatchObject({ status: 200, end: 'complete' });
      expect(keysOf(first)).toEqual([FIRST_KEY]);
      expect(keysOf(second)).toEqual([SECOND_KEY]);
    });
  });

  it('the gateway token that reaches a provider', async () => {
    await withChannels(protocol, {}, async ({ gateway, first }) => {
      await callGateway(gateway, protocol, { stream: true });
      expect(JSON.stringify(first.requests[0]?.rawHeaders)).not.toContain(gateway.token);
    });
  });
});

describe('the pinned channel', () => {
  it('comes first, whatever the priorities are', async () => {
    await withChannels('openai-chat', pinSecond(true), async ({ gateway, first, second }) => {
      await callGateway(gateway, 'openai-chat');
      expect(first.requests).toHaveLength(0);
      expect(second.requests).toHaveLength(1);
    });
  });

  it('is failed over from when it fails', async () => {
    await withChannels('openai-chat', pinSecond(true), async ({ gateway, first, second }) => {
      second.behave(failWith('overloaded'));
      const exchange = await callGateway(gateway, 'openai-chat', { stream: true });
      expect(exchange.headers['x-routex-channel']).toBe('ch_first');
      expect(first.requests).toHaveLength(1);
    });
  });

  it('answers alone when failing over from it is off', async () => {
    await withChannels('openai-chat', pinSecond(false), async ({ gateway, first, second }) => {
      second.behave(failWith('overloaded'));
      const exchange = await callGateway(gateway, 'openai-chat', { stream: true });
      expect(exchange.status).toBe(503);
      expect(first.requests).toHaveLength(0);
      expect(await gateway.waitForRecord(1)).toMatchObject({ outcome: 'failed', attempts: [{}] });
    });
  });
});

function pinSecond(failOverFromPinned: boolean) {
  return { settings: { pinnedChannelId: 'ch_second', failOverFromPinned } };
}

/** The key of each request, wherever the protocol has it. */
function keysOf(provider: FakeProvider): (string | undefined)[] {
  return provider.requests.map(({ headers }) => {
    const key = headers['x-api-key'] ?? headers['x-goog-api-key'];
    return typeof key === 'string' ? key : headers.authorization?.replace('Bearer ', '');
  });
}
