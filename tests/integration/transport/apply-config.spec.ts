import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { UNBOUND } from '#shared/domain/gateway-token';
import { EMPTY_ROUTING_TABLE } from '#shared/domain/routing-table';
import { settingsSchema } from '#shared/domain/settings';
import { hangBeforeHeaders, holdUntil } from '#tests/support/fake-provider/index';
import { testChannel } from '#tests/support/gateway/start-test-gateway';
import { bodyOf, callGateway, describeCall, tokenHeaders } from '../failover/support/call-gateway';
import { eventsToMiddle, LONG_REPLY, STREAM_CASES } from '../failover/support/stream-cases';
import { noteAnswers, withChannels } from '../failover/support/with-channels';
import { openRaw, writePost } from './support/open-raw';

const NOTHING_LEFT = {
  channels: [],
  tokens: [],
  routing: EMPTY_ROUTING_TABLE,
  settings: settingsSchema.parse({}),
};

describe.each(STREAM_CASES)('$protocol, $framing: a configuration change', (streamCase) => {
  const { protocol, framing } = streamCase;

  it.each([{ connectMs: 10_000 }, { connectMs: 1234 }])(
    'that removes channel and token and cuts a running stream ($connectMs)',
    async (timeouts) => {
      await withChannels(protocol, {}, async ({ gateway, first }) => {
        const { promise: changed, resolve: goOn } = Promise.withResolvers<void>();
        const sent: Buffer[] = [];
        first.replyAlways(LONG_REPLY);
        first.behave([holdUntil(changed, eventsToMiddle(streamCase)), noteAnswers(sent)]);

        const running = callGateway(gateway, protocol, { stream: true, framing });
        await first.waitForRequests(1);
        gateway.gateway.applyConfig({ ...NOTHING_LEFT, settings: settingsSchema.parse({ timeouts }) });
        const next = await callGateway(gateway, protocol, { stream: true, framing });
        goOn();

        expect(next.status).toBe(401);
        const exchange = await running;
        expect(exchange).toMatchObject({ status: 200, end: 'complete' });
        expect(bodyOf(exchange)).toEqual(sent[0]);
        expect(await gateway.waitForRecord(1)).toMatchObject({ outcome: 'success', channelId: 'ch_first' });
        expect(gateway.records).toHaveLength(1);
      });
    },
  );
});

describe('a configuration change', () => {
  it('of the connection timeout takes the pool away from a request that has yet to fail over', async () => {
    const settings = { timeouts: { headersMs: 1000, connectMs: 5000 } };
    await withChannels('openai-chat', { settings }, async ({ gateway, first, second }) => {
      first.behave(hangBeforeHeaders());
      const running = callGateway(gateway, 'openai-chat');
      await first.waitForRequests(1);
      gateway.configure({ settings: { timeouts: { connectMs: 4000 } } });
      expect(await running).toMatchObject({ status: 200, end: 'complete' });
      expect(second.requests).toHaveLength(1);
    });
  });

  it('is seen only by the request after the next one', async () => {
    await withChannels('openai-chat', {}, async ({ gateway, first, second }) => {
      const channel = { protocol: 'openai-chat' as const, baseUrl: second.url, key: second.key };
      await callGateway(gateway, 'openai-chat');
      gateway.configure({ channels: [testChannel(channel)] });
      await callGateway(gateway, 'openai-chat');
      expect([first.requests.length, second.requests.length]).toEqual([1, 1]);
    });
  });

  it('while a body is being sent changes the plan of that request', async () => {
    await withChannels('openai-chat', {}, async ({ gateway, first }) => {
      const payload = JSON.stringify(describeCall('openai-chat').body);
      const headers = {
        ...tokenHeaders('openai-chat', gateway.token),
        'content-length': String(payload.length),
        connection: 'close',
      };
      const half = writePost(gateway.url, '/v1/chat/completions', headers, payload.slice(0, 20));
      const client = openRaw(gateway.url, half);
      await expect.poll(() => gateway.gateway.status().activeRequests).toBe(1);
      gateway.gateway.applyConfig(NOTHING_LEFT);
      client.socket.write(payload.slice(20));
      await client.waitForEnd();
      expect(client.text()).toMatch(/^HTTP\/1\.1 200 /);
      expect(first.requests).toHaveLength(1);
    });
  });

  it('of the token lets the old one in on a connection that is kept alive', async () => {
    await withChannels('openai-chat', {}, async ({ gateway }) => {
      const payload = JSON.stringify(describeCall('openai-chat').body);
      const headers = {
        ...tokenHeaders('openai-chat', gateway.token),
        'content-length': String(payload.length),
      };
      const post = writePost(gateway.url, '/v1/chat/completions', headers, payload);
      const client = openRaw(gateway.url, post);
      await gateway.waitForRecord(1);
      await client.waitFor(/200 OK[^]*\}$/);
      const sha256 = createHash('sha256').update('another').digest('hex');
      gateway.gateway.applyConfig({
        ...NOTHING_LEFT,
        tokens: [{ ...UNBOUND, id: 'tk', name: 'new', sha256 }],
      });
      client.socket.write(post);
      expect(await client.waitFor(/401/)).toMatch(/HTTP\/1\.1 401 /);
      client.socket.destroy();
    });
  });
});
