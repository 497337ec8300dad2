import { describe, expect, it } from 'vitest';
import type { BalancingStrategy } from '#shared/domain/balancing';
import { failWith } from '#tests/support/fake-provider/index';
import { callGateway } from './support/call-gateway';
import { withChannels, type Channels } from './support/with-channels';

const PROTOCOL = 'anthropic-messages';

const equals = (balancing: BalancingStrategy, weights = [1, 1]) => ({
  settings: { balancing },
  first: { priority: 50, weight: weights[0] ?? 1 },
  second: { priority: 50, weight: weights[1] ?? 1 },
});

async function call({ gateway }: Channels, times: number, sessionId?: string): Promise<void> {
  const headers = sessionId === undefined ? {} : { 'x-claude-code-session-id': sessionId };
  for (let count = 0; count < times; count += 1) {
    expect(await callGateway(gateway, PROTOCOL, { stream: true, headers })).toMatchObject({ status: 200 });
  }
}

const counts = ({ first, second }: Channels): number[] => [first.requests.length, second.requests.length];

describe('requests of no conversation', () => {
  it.each([
    ['priority', [1, 1], [8, 0]],
    ['weighted', [3, 1], [6, 2]],
    ['weighted', [1, 3], [2, 6]],
    ['weighted', [0, 1], [0, 8]],
    ['round-robin', [1, 1], [4, 4]],
    ['least-used', [1, 1], [4, 4]],
  ] as const)('%s with weights %j are spread %j', async (strategy, weights, expected) => {
    await withChannels(PROTOCOL, equals(strategy, [...weights]), async (channels) => {
      await call(channels, 8);
      expect(counts(channels)).toEqual(expected);
    });
  });

  it('follow a change of the strategy at once', async () => {
    await withChannels(PROTOCOL, equals('priority'), async (channels) => {
      await call(channels, 2);
      channels.gateway.configure({ channels: channels.configured, settings: { balancing: 'round-robin' } });
      await call(channels, 4);
      expect(counts(channels)).toEqual([4, 2]);
    });
  });
});

describe('a conversation', () => {
  it('stays at the channel that has answered it', async () => {
    await withChannels(PROTOCOL, equals('round-robin'), async (channels) => {
      await call(channels, 1);
      await call(channels, 5, 'session-1');
      expect(counts(channels)).toEqual([1, 5]);
      await call(channels, 3, 'session-2');
      expect(counts(channels)).toEqual([4, 5]);
      expect(await channels.gateway.waitForRecord(6)).toMatchObject({
        attempts: [{ reason: expect.stringContaining('its conversation’s channel') }],
      });
    });
  });

  it('goes on elsewhere when its channel fails, and stays there', async () => {
    await withChannels(PROTOCOL, equals('priority'), async (channels) => {
      await call(channels, 2, 'session');
      channels.first.behave(failWith('overloaded'), { times: 1 });
      await call(channels, 3, 'session');
      expect(counts(channels)).toEqual([3, 3]);
      expect(channels.gateway.gateway.status().affinity).toMatchObject({ size: 1 });
    });
  });

  it('returns to the channel of higher priority once that can be asked again', async () => {
    await withChannels(PROTOCOL, {}, async (channels) => {
      const limited = failWith('rate_limit', { headers: { 'retry-after': '3600' } });
      channels.first.behave(limited, { times: 1 });
      await call(channels, 3, 'session');
      expect(counts(channels)).toEqual([1, 3]);
      channels.gateway.passTime(3_600_000);
      await call(channels, 2, 'session');
      expect(counts(channels)).toEqual([3, 3]);
    });
  });
});
