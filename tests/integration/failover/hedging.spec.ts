import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  cutBeforeContent,
  failWith,
  hangAfterEvents,
  hangBeforeHeaders,
  holdUntil,
} from '#tests/support/fake-provider/index';
import { bodyOf, callGateway, describeCall, PROTOCOLS, tokenHeaders } from './support/call-gateway';
import { withChannels } from './support/with-channels';

const HEDGE_AFTER_MS = 30;
const settings = { timeouts: { hedgeAfterMs: HEDGE_AFTER_MS } };

describe.each(PROTOCOLS)('%s: a channel that says nothing for a while', (protocol) => {
  it.each([
    ['no headers', hangBeforeHeaders()],
    ['no content', hangAfterEvents(protocol === 'gemini' ? 0 : 1)],
  ])('is left for a second one: %s', async (_title, silence) => {
    await withChannels(protocol, { settings }, async ({ gateway, first, second, sentBySecond }) => {
      first.behave(silence);
      const exchange = await callGateway(gateway, protocol, { stream: true });
      expect(exchange).toMatchObject({
        status: 200,
        end: 'complete',
        headers: { 'x-routex-channel': 'ch_second' },
      });
      expect(bodyOf(exchange)).toEqual(sentBySecond[0]);
      await first.waitForAbort(0);
      expect(second.requests).toHaveLength(1);
      expect(await gateway.waitForRecord(1)).toMatchObject({
        outcome: 'success',
        channelId: 'ch_second',
        attempts: [
          { channelId: 'ch_first', outcome: 'cancelled' },
          {
            channelId: 'ch_second',
            outcome: 'success',
            reason: expect.stringContaining(`because ch_first had said nothing for ${HEDGE_AFTER_MS} ms`),
          },
        ],
      });
      // Slow is not broken.
      const health = gateway.gateway.channelHealth({ id: 'ch_first', credentials: [] });
      expect(health).toMatchObject({ state: 'active', lastError: null });
    });
  });
});

describe('of two channels that are asked', () => {
  it('the first wins when it answers first after all', async () => {
    await withChannels('anthropic-messages', { settings }, async ({ gateway, first, second }) => {
      first.behave(holdUntil(second.waitForRequests(1)));
      second.behave(hangBeforeHeaders());
      const exchange = await callGateway(gateway, 'anthropic-messages', { stream: true });
      expect(exchange).toMatchObject({ end: 'complete', headers: { 'x-routex-channel': 'ch_first' } });
      await second.waitForAbort(0);
      expect(await gateway.waitForRecord(1)).toMatchObject({
        channelId: 'ch_first',
        attempts: [
          { channelId: 'ch_second', outcome: 'cancelled' },
          { channelId: 'ch_first', outcome: 'success' },
        ],
      });
    });
  });

  it('one may fail', async () => {
    await withChannels('openai-chat', { settings }, async ({ gateway, first, second }) => {
      first.behave([failWith('server_error'), holdUntil(second.waitForRequests(1))]);
      second.behave(holdUntil(sleep(3 * HEDGE_AFTER_MS)));
      const exchange = await callGateway(gateway, 'openai-chat', { stream: true });
      expect(exchange).toMatchObject({ end: 'complete', headers: { 'x-routex-channel': 'ch_second' } });
      expect(await gateway.waitForRecord(1)).toMatchObject({
        attempts: [
          { channelId: 'ch_first', outcome: 'failed' },
          { channelId: 'ch_second', outcome: 'success' },
        ],
      });
    });
  });

  it('the one that begins to answer wins, although the other was silent for longer than a stream is held back', async () => {
    const timeouts = { hedgeAfterMs: HEDGE_AFTER_MS, commitWaitMs: 2 * HEDGE_AFTER_MS };
    await withChannels(
      'anthropic-messages',
      { settings: { timeouts } },
      async ({ gateway, first, second }) => {
        first.behave(hangAfterEvents(1));
        second.behave(holdUntil(sleep(10 * HEDGE_AFTER_MS)));
        const exchange = await callGateway(gateway, 'anthropic-messages', { stream: true });
        expect(exchange).toMatchObject({ end: 'complete', headers: { 'x-routex-channel': 'ch_second' } });
      },
    );
  });

  it('the silent one has the client once the other has failed', async () => {
    const timeouts = { hedgeAfterMs: HEDGE_AFTER_MS, commitWaitMs: 2 * HEDGE_AFTER_MS };
    await withChannels(
      'anthropic-messages',
      { settings: { timeouts } },
      async ({ gateway, first, second }) => {
        first.behave(holdUntil(sleep(20 * HEDGE_AFTER_MS), 1));
        second.behave([failWith('server_error'), holdUntil(sleep(5 * HEDGE_AFTER_MS))]);
        const exchange = await callGateway(gateway, 'anthropic-messages', { stream: true });
        expect(exchange).toMatchObject({ end: 'complete', headers: { 'x-routex-channel': 'ch_first' } });
      },
    );
  });

  it('both may fail, and the client hears of the more telling', async () => {
    await withChannels('anthropic-messages', { settings }, async ({ gateway, first, second }) => {
      first.behave([cutBeforeContent('fin'), holdUntil(second.waitForRequests(1))]);
      second.behave(failWith('overloaded'));
      const exchange = await callGateway(gateway, 'anthropic-messages', { stream: true });
      expect(exchange.status).toBe(529);
      const { attempts } = await gateway.waitForRecord(1);
      expect(attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
      expect([first.requests.length, second.requests.length]).toEqual([1, 1]);
    });
  });

  it('none goes on when the client leaves', async () => {
    await withChannels('anthropic-messages', { settings }, async ({ gateway, first, second }) => {
      first.behave(hangBeforeHeaders());
      second.behave(hangBeforeHeaders());
      const { path, body } = describeCall('anthropic-messages', { stream: true });
      const leaving = new AbortController();
      const answer = fetch(gateway.url + path, {
        method: 'POST',
        headers: tokenHeaders('anthropic-messages', gateway.token),
        body: JSON.stringify(body),
        signal: leaving.signal,
      });
      await second.waitForRequests(1);
      leaving.abort();
      await expect(answer).rejects.toThrow(/abort/);
      await Promise.all([first.waitForAbort(0), second.waitForAbort(0)]);
      expect(await gateway.waitForRecord(1)).toMatchObject({ outcome: 'cancelled' });
    });
  });

  it('none is left running when the gateway stops', async () => {
    await withChannels('anthropic-messages', { settings }, async ({ gateway, first, second }) => {
      first.behave(hangBeforeHeaders());
      second.behave(hangBeforeHeaders());
      const exchange = callGateway(gateway, 'anthropic-messages', { stream: true });
      await second.waitForRequests(1);
      await gateway.gateway.stop({ drainMs: 0 });
      expect((await exchange).status).toBe(503);
      await Promise.all([first.waitForAbort(0), second.waitForAbort(0)]);
    });
  });
});

describe('a second channel is not asked', () => {
  it.each([
    ['for an answer in one piece', false, settings],
    ['unless it is set', true, {}],
  ])('%s', async (_title, stream, given) => {
    await withChannels('anthropic-messages', { settings: given }, async ({ gateway, first, second }) => {
      first.behave(holdUntil(sleep(4 * HEDGE_AFTER_MS)));
      const exchange = await callGateway(gateway, 'anthropic-messages', { stream });
      expect(exchange.headers['x-routex-channel']).toBe('ch_first');
      expect(second.requests).toHaveLength(0);
    });
  });

  it('when it should be left alone', async () => {
    await withChannels('anthropic-messages', { settings }, async ({ gateway, first, second }) => {
      first.behave(failWith('server_error'), { times: 1 });
      second.behave(failWith('rate_limit', { headers: { 'retry-after': '3600' } }), { times: 1 });
      await callGateway(gateway, 'anthropic-messages', { stream: true });
      first.behave(holdUntil(sleep(4 * HEDGE_AFTER_MS)));
      const exchange = await callGateway(gateway, 'anthropic-messages', { stream: true });
      expect(exchange.headers['x-routex-channel']).toBe('ch_first');
      expect(second.requests).toHaveLength(1);
    });
  });
});
