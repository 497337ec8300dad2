import { describe, expect, it } from 'vitest';
import { custom, hangAfterEvents, hangBeforeHeaders, holdUntil } from '#tests/support/fake-provider/index';
import { startTestGateway, testChannel } from '#tests/support/gateway/start-test-gateway';
import { bodyOf, callGateway, describeCall, tokenHeaders } from '../failover/support/call-gateway';
import { eventsToMiddle, LONG_REPLY, STREAM_CASES } from '../failover/support/stream-cases';
import { noteAnswers, withChannels } from '../failover/support/with-channels';
import { startUpstream } from '../streams/support/start-upstream';
import { openRaw, waitUntil, writePost } from './support/open-raw';

const LONG_MS = 30_000;

describe.each(STREAM_CASES)('$protocol, $framing: a stop', (streamCase) => {
  const { protocol, framing } = streamCase;

  it('that cuts a stream although there is time', async () => {
    await withChannels(protocol, {}, async ({ gateway, first }) => {
      const { promise: stopping, resolve: goOn } = Promise.withResolvers<void>();
      const sent: Buffer[] = [];
      first.replyAlways(LONG_REPLY);
      first.behave([holdUntil(stopping, eventsToMiddle(streamCase)), noteAnswers(sent)]);
      const running = callGateway(gateway, protocol, { stream: true, framing });
      await first.waitForRequests(1);

      const stopped = gateway.gateway.stop({ drainMs: LONG_MS });
      expect(gateway.gateway.status().state).toBe('draining');
      const refused = await callGateway(gateway, protocol, { stream: true, framing });
      expect([0, 503]).toContain(refused.status);
      goOn();
      await stopped;

      expect(await running).toMatchObject({ status: 200, end: 'complete' });
      expect(bodyOf(await running)).toEqual(sent[0]);
      expect(await gateway.waitForRecord(1)).toMatchObject({ outcome: 'success' });
      expect(gateway.gateway.status()).toEqual({
        address: null,
        state: 'stopped',
        activeRequests: 0,
        bufferedBytes: 0,
        affinity: { size: 0, hits: 0, misses: 0, evictions: 0, drops: 0 },
      });
    });
  });

  it('that ends a stream without saying so when time is over', async () => {
    await withChannels(protocol, {}, async ({ gateway, first }) => {
      first.replyAlways(LONG_REPLY);
      first.behave(hangAfterEvents(eventsToMiddle(streamCase)));
      const { path, body } = describeCall(protocol, { stream: true, framing });
      const payload = JSON.stringify(body);
      const headers = {
        ...tokenHeaders(protocol, gateway.token),
        'content-length': String(payload.length),
      };
      const client = openRaw(gateway.url, writePost(gateway.url, path, headers, payload));
      await client.waitFor(/comes/);
      await gateway.gateway.stop({ drainMs: 50 });
      await client.waitForEnd();
      // An error event, and the end of a body in chunks: the client is told, not cut off.
      expect(client.text()).toMatch(/Routex was stopped[^]*\r\n0\r\n\r\n$/);
      await first.waitForAbort(0);
      expect(await gateway.waitForRecord(1)).toMatchObject({
        outcome: 'failed',
        failure: { kind: 'shutting_down' },
        attempts: [{ outcome: 'failed', failure: { kind: 'shutting_down' } }],
      });
    });
  });

  it('that sends a waiting request to the next channel instead of answering it', async () => {
    await withChannels(protocol, {}, async ({ gateway, first, second }) => {
      first.behave(hangBeforeHeaders());
      second.behave(hangBeforeHeaders());
      const running = callGateway(gateway, protocol, { stream: true, framing });
      await first.waitForRequests(1);
      await gateway.gateway.stop({ drainMs: 50 });
      const exchange = await running;
      expect(exchange).toMatchObject({ status: 503, end: 'complete' });
      expect(JSON.parse(exchange.text)).toHaveProperty('error.message', expect.stringContaining('stopped'));
      expect(exchange.headers).not.toHaveProperty('x-should-retry');
      expect(second.requests).toHaveLength(0);
    });
  });
});

describe('a stop', () => {
  it('with idle connections waits for nothing', async () => {
    await withChannels('openai-chat', {}, async ({ gateway }) => {
      const payload = JSON.stringify(describeCall('openai-chat').body);
      const headers = {
        ...tokenHeaders('openai-chat', gateway.token),
        'content-length': String(payload.length),
      };
      const post = writePost(gateway.url, '/v1/chat/completions', headers, payload);
      const client = openRaw(gateway.url, post);
      await client.waitFor(/200 OK[^]*\}$/);
      await waitUntil(() => gateway.gateway.status().activeRequests === 0);
      const began = Date.now();
      await gateway.gateway.stop({ drainMs: LONG_MS });
      expect(Date.now() - began).toBeLessThan(LONG_MS / 3);
      expect(await client.waitForEnd()).toBe('fin');
      // And a second one has nothing to do.
      await gateway.gateway.stop();
    });
  });

  it('that throws away the end of an answer on its way to a slow client', async () => {
    const bytes = Buffer.from(JSON.stringify({ choices: [], pad: 'x'.repeat(14_000_000) }));
    const upstream = await startUpstream((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(bytes);
    });
    const channel = testChannel({ protocol: 'openai-chat', baseUrl: upstream.url });
    const gateway = await startTestGateway({ channels: [channel] });
    try {
      const payload = JSON.stringify(describeCall('openai-chat').body);
      const headers = {
        ...tokenHeaders('openai-chat', gateway.token),
        'content-length': String(payload.length),
      };
      const client = openRaw(gateway.url, writePost(gateway.url, '/v1/chat/completions', headers, payload));
      client.socket.pause();
      await gateway.waitForRecord(1);
      const stopped = gateway.gateway.stop({ drainMs: LONG_MS });
      client.socket.resume();
      await stopped;
      await client.waitForEnd();
      const body = client.text().slice(client.text().indexOf('\r\n\r\n') + 4);
      expect(body.length).toBe(bytes.length);
    } finally {
      await gateway.close();
      await upstream.close();
    }
  });

  it('from which the gateway cannot be started again', async () => {
    await withChannels('openai-chat', {}, async ({ gateway, first }) => {
      await callGateway(gateway, 'openai-chat');
      await gateway.gateway.stop();
      const channel = testChannel({ protocol: 'openai-chat', baseUrl: first.url, key: first.key });
      expect(await gateway.gateway.testChannel({ ...channel, models: ['m'] }, {})).toMatchObject({
        ok: true,
      });
      const { address } = await gateway.gateway.start({ host: '127.0.0.1', port: 0 });
      const exchange = await callGateway({ url: address, token: gateway.token }, 'openai-chat');
      expect(exchange).toMatchObject({ status: 200, end: 'complete' });
    });
  });

  it('that waits for ever for a client that is still sending', async () => {
    await withChannels('openai-chat', {}, async ({ gateway }) => {
      const headers = { ...tokenHeaders('openai-chat', gateway.token), 'content-length': '1000' };
      const client = openRaw(gateway.url, writePost(gateway.url, '/v1/chat/completions', headers, '{'));
      await waitUntil(() => gateway.gateway.status().activeRequests === 1);
      await gateway.gateway.stop({ drainMs: 50 });
      await client.waitForEnd();
      expect(await gateway.waitForRecord(1)).toMatchObject({ outcome: 'cancelled' });
    });
  });

  it('whose port stays taken', async () => {
    await withChannels('openai-chat', {}, async ({ gateway }) => {
      await gateway.gateway.stop();
      expect(await openRaw(gateway.url, '').waitForEnd()).toBe('reset');
    });
  });
});

it('a stop during an error answer makes the next channel be called', async () => {
  await withChannels('openai-chat', {}, async ({ gateway, first, second }) => {
    const { promise: answering, resolve: noteAnswering } = Promise.withResolvers<void>();
    first.behave(
      custom((_request, response) => {
        response.writeHead(529, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"error":', () => noteAnswering());
      }),
    );
    const running = callGateway(gateway, 'openai-chat');
    await answering;
    await gateway.gateway.stop({ drainMs: 50 });
    expect(await running).toMatchObject({ status: 503, end: 'complete' });
    expect(second.requests).toEqual([]);
    expect(await gateway.waitForRecord(1)).toMatchObject({
      failure: { kind: 'shutting_down' },
      attempts: [{ failure: { kind: 'shutting_down' } }],
    });
  });
});
