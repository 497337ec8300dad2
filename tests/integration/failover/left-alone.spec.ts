import { describe, expect, it } from 'vitest';
import { failWith } from '#tests/support/fake-provider/index';
import { DEFAULT_CIRCUIT } from '#main/gateway/routing/create-circuit';
import { callGateway, PROTOCOLS } from './support/call-gateway';
import { FIRST_KEY, withChannels } from './support/with-channels';

const HOUR_MS = 3_600_000;

describe.each(PROTOCOLS)('%s: a channel that should be left alone', (protocol) => {
  it('is not asked before the time that it has named', async () => {
    await withChannels(protocol, {}, async ({ gateway, first, second }) => {
      first.behave(failWith('rate_limit', { headers: { 'retry-after': '3600' } }), { times: 1 });
      for (let count = 0; count < 3; count += 1) {
        expect(await callGateway(gateway, protocol, { stream: true })).toMatchObject({ status: 200 });
      }
      expect([first.requests.length, second.requests.length]).toEqual([1, 3]);
      expect(await gateway.waitForRecord(3)).toMatchObject({
        attempts: [
          {
            channelId: 'ch_second',
            reason: expect.stringMatching(/instead of .+, which should wait 3\d{3} s/),
          },
        ],
      });

      gateway.passTime(HOUR_MS);
      await callGateway(gateway, protocol, { stream: true });
      expect([first.requests.length, second.requests.length]).toEqual([2, 3]);
    });
  });

  it('is asked all the same when nobody else is left, and at once again when that works', async () => {
    await withChannels(protocol, {}, async ({ gateway, first, second }) => {
      const limited = failWith('rate_limit', { headers: { 'retry-after': '3600' } });
      first.behave(limited, { times: 1 });
      await callGateway(gateway, protocol, { stream: true });
      second.behave(failWith('server_error'));
      const exchange = await callGateway(gateway, protocol, { stream: true });
      expect(exchange).toMatchObject({ status: 200, headers: { 'x-routex-channel': 'ch_first' } });
      expect(await gateway.waitForRecord(2)).toMatchObject({
        attempts: [
          { channelId: 'ch_second', outcome: 'failed' },
          { channelId: 'ch_first', outcome: 'success', reason: expect.stringContaining('although') },
        ],
      });
      await callGateway(gateway, protocol, { stream: true });
      expect(first.requests).toHaveLength(3);
    });
  });
});

describe('a channel that keeps failing', () => {
  it('is asked after the others for a while, then by a few requests, then by all', async () => {
    await withChannels('anthropic-messages', {}, async ({ gateway, first, second }) => {
      const { failuresInARow, openMs } = DEFAULT_CIRCUIT;
      first.behave(failWith('server_error'), { times: failuresInARow });
      const call = () => callGateway(gateway, 'anthropic-messages', { stream: true });
      for (let count = 0; count < failuresInARow + 2; count += 1) await call();
      expect([first.requests.length, second.requests.length]).toEqual([failuresInARow, failuresInARow + 2]);
      expect(gateway.problems).toMatchObject([
        { fields: { channelId: 'ch_first', state: 'open', failure: 'server_error' } },
      ]);
      expect(JSON.stringify(gateway.problems)).not.toContain(FIRST_KEY);

      gateway.passTime(openMs);
      await call();
      await call();
      expect(first.requests).toHaveLength(failuresInARow + 2);
      const channel = { id: 'ch_first', credentials: [] };
      expect(gateway.gateway.channelHealth(channel)).toMatchObject({ state: 'active', lastError: null });
    });
  });

  it('is asked again at once when it is reset', async () => {
    await withChannels('openai-chat', {}, async ({ gateway, first }) => {
      first.behave(failWith('rate_limit', { headers: { 'retry-after': '3600' } }), { times: 1 });
      await callGateway(gateway, 'openai-chat');
      gateway.gateway.resetChannelHealth('ch_first');
      await callGateway(gateway, 'openai-chat');
      expect(first.requests).toHaveLength(2);
    });
  });

  it('a client that leaves says nothing about it', async () => {
    await withChannels('anthropic-messages', {}, async ({ gateway, first }) => {
      first.behave(failWith('invalid_request'));
      for (let count = 0; count < 10; count += 1) await callGateway(gateway, 'anthropic-messages');
      expect(first.requests).toHaveLength(10);
    });
  });
});

describe('when a client may come back', () => {
  it.each([
    ['the sooner one’s', '3600', '60', '60'],
    ['a short', '3600', null, '15'],
    ['the named', '7', null, '7'],
  ])('is %s time', async (_title, ofFirst, ofSecond, expected) => {
    await withChannels('anthropic-messages', {}, async ({ gateway, first, second }) => {
      first.behave(failWith('rate_limit', { headers: { 'retry-after': ofFirst } }));
      second.behave(
        ofSecond === null
          ? failWith('server_error')
          : failWith('rate_limit', { headers: { 'retry-after': ofSecond } }),
      );
      const exchange = await callGateway(gateway, 'anthropic-messages', { stream: true });
      expect(exchange.status).toBe(429);
      expect(exchange.headers['retry-after'] ?? null).toBe(expected);
    });
  });
});
