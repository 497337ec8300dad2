import { describe, expect, it } from 'vitest';
import {
  cutBeforeContent,
  hangAfterEvents,
  hangAfterHeaders,
  hangBeforeHeaders,
  changeAnswer,
  type Misbehaviour,
} from '#tests/support/fake-provider/index';
import { describeCall, tokenHeaders } from '../failover/support/call-gateway';
import { eventsToMiddle, LONG_REPLY, STREAM_CASES } from '../failover/support/stream-cases';
import { withChannels } from '../failover/support/with-channels';
import { openRaw, waitUntil, writePost } from './support/open-raw';

/** The preamble, then silence: the gateway holds the answer back. */
const hangAfterPreamble: Misbehaviour = changeAnswer((answer) => ({
  ...(cutBeforeContent().change?.(answer, null as never) as typeof answer),
  ending: 'hang',
}));

const PHASES = [
  { phase: 'before the headers', misbehaviour: hangBeforeHeaders(), status: null },
  { phase: 'after the headers', misbehaviour: hangAfterHeaders(), status: 200 },
  { phase: 'while the answer is held back', misbehaviour: hangAfterPreamble, status: 200 },
];

describe.each(STREAM_CASES)('$protocol, $framing: a client that leaves', (streamCase) => {
  const { protocol, framing } = streamCase;

  function post(gateway: { url: string; token: string }) {
    const { path, body } = describeCall(protocol, { stream: true, framing });
    const payload = JSON.stringify(body);
    const headers = {
      ...tokenHeaders(protocol, gateway.token),
      'content-length': String(Buffer.byteLength(payload)),
    };
    return openRaw(gateway.url, writePost(gateway.url, path, headers, payload));
  }

  it.each(PHASES)('$phase, and its upstream goes on', async ({ misbehaviour, status }) => {
    await withChannels(protocol, {}, async ({ gateway, first, second }) => {
      first.behave(misbehaviour);
      const client = post(gateway);
      await first.waitForRequests(1);
      // The headers, where some come, need a moment to be read.
      if (status !== null) await new Promise((resolve) => setTimeout(resolve, 100));
      client.socket.destroy();

      await first.waitForAbort(0);
      expect(await gateway.waitForRecord(1)).toMatchObject({
        outcome: 'cancelled',
        status: 499,
        failure: null,
        responseBytes: 0,
        attempts: [{ channelId: 'ch_first', outcome: 'cancelled', status, failure: null }],
      });
      expect(second.requests).toHaveLength(0);
      expect(client.text()).toBe('');
    });
  });

  it('in the middle of the stream, and its upstream goes on', async () => {
    await withChannels(protocol, {}, async ({ gateway, first, second }) => {
      first.replyAlways(LONG_REPLY);
      first.behave(hangAfterEvents(eventsToMiddle(streamCase)));
      const client = post(gateway);
      await client.waitFor(/comes/);
      client.socket.resetAndDestroy();

      await first.waitForAbort(0);
      expect(await gateway.waitForRecord(1)).toMatchObject({
        outcome: 'cancelled',
        status: 200,
        attempts: [{ outcome: 'cancelled', status: 200 }],
      });
      expect(second.requests).toHaveLength(0);
    });
  });
});

describe('a client that leaves', () => {
  it('while it sends its body, and an upstream is called with half of it', async () => {
    await withChannels('openai-chat', {}, async ({ gateway, first }) => {
      const headers = { authorization: `Bearer ${gateway.token}`, 'content-length': '1000' };
      const half = '{"model":"test-model","messages":[';
      const client = openRaw(gateway.url, writePost(gateway.url, '/v1/chat/completions', headers, half));
      await waitUntil(() => gateway.gateway.status().activeRequests === 1);
      client.socket.destroy();
      expect(await gateway.waitForRecord(1)).toMatchObject({
        outcome: 'cancelled',
        status: 499,
        attempts: [],
      });
      await waitUntil(() => gateway.gateway.status().activeRequests === 0);
      expect(first.requests).toHaveLength(0);
      expect(gateway.problems).toHaveLength(0);
    });
  });

  it('between two channels, and the second is called for nobody', async () => {
    await withChannels('openai-chat', {}, async ({ gateway, first, second }) => {
      first.behave(hangBeforeHeaders());
      const payload = JSON.stringify(describeCall('openai-chat').body);
      const headers = {
        authorization: `Bearer ${gateway.token}`,
        'content-length': String(payload.length),
      };
      const client = openRaw(gateway.url, writePost(gateway.url, '/v1/chat/completions', headers, payload));
      await first.waitForRequests(1);
      client.socket.destroy();
      // The first upstream breaks just as the client leaves.
      await first.close();
      expect(await gateway.waitForRecord(1)).toMatchObject({ outcome: 'cancelled' });
      expect(second.requests).toHaveLength(0);
    });
  });

  it('a garbage byte on a connection with a running stream ends up inside that stream', async () => {
    await withChannels('openai-chat', {}, async ({ gateway, first }) => {
      first.replyAlways(LONG_REPLY);
      first.behave(hangAfterEvents(5));
      const payload = JSON.stringify(describeCall('openai-chat', { stream: true }).body);
      const headers = {
        authorization: `Bearer ${gateway.token}`,
        'content-length': String(payload.length),
      };
      const client = openRaw(gateway.url, writePost(gateway.url, '/v1/chat/completions', headers, payload));
      await client.waitFor(/data: /);
      client.socket.write('\0\0 this is no HTTP\r\n\r\n');
      await client.waitForEnd();
      expect(client.text().match(/HTTP\/1\.1 /g)).toHaveLength(1);
      expect(await gateway.waitForRecord(1)).toMatchObject({ outcome: 'cancelled' });
    });
  });

  it('garbage alone is not answered', async () => {
    await withChannels('openai-chat', {}, async ({ gateway }) => {
      const client = openRaw(gateway.url, 'this is no HTTP\r\n\r\n');
      expect(await client.waitForEnd()).toBe('fin');
      expect(client.text()).toMatch(/^HTTP\/1\.1 400 /);
    });
  });
});
