import { describe, expect, it } from 'vitest';
import type { BalancingStrategy } from '#shared/domain/balancing';
import { arrangePlan } from './arrange-plan';
import { createStrategyBook } from './balancing/strategy-book';
import { NO_ACTIVITY } from './channel-activity';
import type { RouteTarget } from './plan-route';
import { createSessionAffinity } from './session-affinity';
import { createRandom } from './testing/create-random';
import { createTestChannel } from './testing/create-test-channel';

function targetsOf(id: string, priority: number, { weight = 1, keys = 1 } = {}): RouteTarget[] {
  const credentials = Array.from({ length: keys }, (_, index) => ({
    id: `${id}${index}`,
    kind: 'key' as const,
    secret: 'fake',
  }));
  const channel = createTestChannel(id, { priority, weight, credentials });
  return credentials.map((credential) => ({ channel, credential, upstreamModel: 'm', reason: 'planned' }));
}

function rig({
  strategy = 'priority',
  pinnedChannelId = null,
}: { strategy?: BalancingStrategy; pinnedChannelId?: string | null } = {}) {
  const clock = { monotonic: () => 1 };
  const affinity = createSessionAffinity(clock);
  /** Channels and keys that should be left alone. */
  const waiting = new Set<string>();
  const strategies = createStrategyBook(clock, createRandom(1));
  const arrange = (targets: readonly RouteTarget[], sessionId: string | null = null) =>
    arrangePlan(
      { targets },
      { sessionId, model: 'm' },
      {
        pinnedChannelId,
        strategy,
        strategies,
        affinity,
        health: {
          waitMs: ({ channel, credential }) =>
            waiting.has(channel.id) || waiting.has(credential?.id ?? '') ? 1000 : 0,
          activity: () => NO_ACTIVITY,
        },
      },
    ).targets;
  return {
    affinity,
    waiting,
    arrange,
    keys: (targets: readonly RouteTarget[], sessionId: string | null = null) =>
      arrange(targets, sessionId).map(({ credential }) => credential?.id),
  };
}

const CONVERSATION = { sessionId: 's', model: 'm', group: null };

const targets = [
  ...targetsOf('a', 60, { keys: 2 }),
  ...targetsOf('b', 60, { weight: 3 }),
  ...targetsOf('c', 60),
  ...targetsOf('low', 50),
];

describe('a strategy', () => {
  it('leaves the plan as it is when it is the priority', () => {
    const { arrange } = rig();
    expect(arrange(targets)).toBe(targets);
  });

  it('chooses among equals, keeps the keys of a channel together, and says so', () => {
    const { arrange, keys } = rig({ strategy: 'round-robin' });
    expect([keys(targets), keys(targets), keys(targets)]).toEqual([
      ['a0', 'a1', 'b0', 'c0', 'low0'],
      ['b0', 'c0', 'a0', 'a1', 'low0'],
      ['c0', 'a0', 'a1', 'b0', 'low0'],
    ]);
    expect(arrange(targets).map(({ reason }) => reason)).toEqual([
      'planned, round-robin',
      'planned, round-robin',
      'planned',
      'planned',
      'planned',
    ]);
  });

  it('does not count a turn of one that cannot be asked', () => {
    const { keys, waiting } = rig({ strategy: 'weighted' });
    waiting.add('b');
    const first = Array.from({ length: 4 }, () => keys(targets)[0]);
    expect(first).toEqual(['a0', 'c0', 'a0', 'c0']);
    waiting.add('a0');
    expect(keys(targets).slice(0, 3)).toEqual(['a0', 'a1', 'c0']);
  });

  it('chooses among the next when none of the first can be asked', () => {
    const { keys, waiting } = rig({ strategy: 'round-robin' });
    for (const id of ['a', 'b', 'c']) waiting.add(id);
    const equals = [...targets, ...targetsOf('low2', 50)];
    expect([keys(equals)[0], keys(equals)[0]]).toEqual(['low0', 'low20']);
  });

  it('leaves the channel first that its owner has chosen', () => {
    const { keys } = rig({ strategy: 'round-robin', pinnedChannelId: 'a' });
    expect([keys(targets), keys(targets)]).toEqual([
      ['a0', 'a1', 'b0', 'c0', 'low0'],
      ['a0', 'a1', 'b0', 'c0', 'low0'],
    ]);
  });

  it('chooses among the others when the one that its owner has chosen cannot be asked', () => {
    const { keys, waiting } = rig({ strategy: 'round-robin', pinnedChannelId: 'a' });
    waiting.add('a');
    expect([keys(targets)[0], keys(targets)[0]]).toEqual(['b0', 'c0']);
  });
});

describe('a conversation', () => {
  it('stays at its channel, whatever the strategy', () => {
    const { affinity, arrange, keys } = rig({ strategy: 'round-robin' });
    affinity.pin(CONVERSATION, 'c');
    expect([keys(targets, 's')[0], keys(targets, 's')[0]]).toEqual(['c0', 'c0']);
    expect(arrange(targets, 's')[0]?.reason).toBe('planned, its conversation’s channel');
    expect(keys(targets, 'other')[0]).toBe('a0');
  });

  it.each([
    ['cannot be asked', 'b', ['b']],
    ['is not in the plan', 'gone', []],
    ['is of lower priority than one that can be asked again', 'low', []],
  ])('leaves a channel that %s', (_title, pinned, waiting) => {
    const made = rig({ strategy: 'priority' });
    made.affinity.pin(CONVERSATION, pinned);
    for (const id of waiting) made.waiting.add(id);
    expect(made.keys(targets, 's')[0]).toBe('a0');
    expect(made.affinity.find(CONVERSATION)).toBeNull();
    expect(made.affinity.counters()).toMatchObject({ drops: 1 });
  });

  it('stays at one of lower priority as long as no higher one can be asked', () => {
    const { affinity, keys, waiting } = rig();
    const equals = [...targets, ...targetsOf('low2', 50)];
    for (const id of ['a', 'b', 'c']) waiting.add(id);
    affinity.pin(CONVERSATION, 'low2');
    expect(keys(equals, 's')[0]).toBe('low20');
  });
});
