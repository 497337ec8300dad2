import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createChannelActivity, NO_ACTIVITY, STALE_AFTER_MS } from '../channel-activity';
import { createRandom } from '../testing/create-random';
import { createStrategies, type Strategies } from './create-strategies';
import type { Choice, Strategy } from './strategy';

const DRAWS = 100_000;

function rig() {
  let now = 1;
  const strategies = createStrategies({ monotonic: () => now }, createRandom(5));
  return {
    strategies,
    now: () => now,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

function choice(id: string, weight = 1): Choice {
  return { channel: { id, weight }, activity: NO_ACTIVITY };
}

const names = (choices: readonly Choice[]): string[] => choices.map(({ channel }) => channel.id);

function draw(strategy: Strategy, choices: readonly Choice[], times: number): Map<string, number> {
  const counts = new Map(choices.map(({ channel }) => [channel.id, 0]));
  for (let count = 0; count < times; count += 1) {
    const [chosen] = names(strategy.order(choices));
    if (chosen !== undefined) counts.set(chosen, (counts.get(chosen) ?? 0) + 1);
  }
  return counts;
}

const weights = fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 2, maxLength: 8 });

describe('weighted', () => {
  it('gives each its share within 1 % over 100,000 draws', () => {
    const given = [5, 3, 1.5, 0.5];
    const choices = given.map((weight, index) => choice(`c${index}`, weight));
    const counts = draw(rig().strategies.weighted, choices, DRAWS);
    for (const { channel } of choices) {
      const share = (counts.get(channel.id) ?? 0) / DRAWS;
      expect(Math.abs(share - channel.weight / 10)).toBeLessThan(0.01 * (channel.weight / 10));
    }
  });

  it('is never ahead of or behind a share by as much as the number of channels, so nobody starves', () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 500 }), (given, draws) => {
        const choices = given.map((weight, index) => choice(`c${index}`, weight));
        const total = given.reduce((sum, weight) => sum + weight, 0);
        const counts = draw(rig().strategies.weighted, choices, draws);
        for (const { channel } of choices) {
          const fair = (draws * channel.weight) / total;
          expect(Math.abs((counts.get(channel.id) ?? 0) - fair)).toBeLessThan(given.length);
        }
      }),
    );
  });

  it('mixes them evenly, and says who comes next', () => {
    const { weighted } = rig().strategies;
    const choices = [choice('a', 3), choice('b', 1)];
    const order = Array.from({ length: 8 }, () => names(weighted.order(choices))[0]).join('');
    expect(order).toBe('aabaaaba');
    expect(names(weighted.order(choices))).toEqual(['a', 'b']);
  });
});

describe('round-robin', () => {
  it('gives each its turn, also when they come and go', () => {
    const strategy = rig().strategies['round-robin'];
    const [a, b, c] = [choice('a'), choice('b'), choice('c')];
    const turns = [
      [a, b, c],
      [a, b, c],
      [a, b],
      [a, b, c],
      [b, c],
      [a, b, c],
    ].map((choices) => names(strategy.order(choices))[0]);
    expect(turns.join('')).toBe('abacba');
  });

  it('never takes one twice while another waits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), (size) => {
        const choices = Array.from({ length: size }, (_, index) => choice(`c${index}`));
        const counts = draw(rig().strategies['round-robin'], choices, size * 3);
        expect([...counts.values()]).toEqual(Array.from({ length: size }, () => 3));
      }),
    );
  });
});

/** Channels whose attempts are noted. */
function busy(ids: readonly string[]) {
  return ids.map((id) => ({ channel: { id, weight: 1 }, activity: createChannelActivity() }));
}

describe('least-used', () => {
  it('takes the one with the fewest running requests, then the one with the fewest recent ones', () => {
    const { strategies, now, pass } = rig();
    const choices = busy(['a', 'b', 'c']);
    const order = (): string => names(strategies['least-used'].order(choices)).join('');
    const [a, b, c] = choices.map(({ activity }) => activity);
    a?.begin(now());
    a?.begin(now());
    b?.begin(now());
    expect(order()).toBe('cba');
    a?.end(null, now());
    a?.end(null, now());
    b?.end(null, now());
    c?.begin(now());
    expect(order()).toBe('bac');
    c?.end(null, now());
    pass(60 * 60_000);
    b?.begin(now());
    b?.end(null, now());
    expect(order()).toBe('cab');
  });
});

/** Shares of the choices in percent. */
function measure(strategies: Strategies, choices: readonly Choice[], draws: number): number[] {
  const counts = draw(strategies['lowest-latency'], choices, draws);
  return choices.map(({ channel }) => Math.round(((counts.get(channel.id) ?? 0) / draws) * 100));
}

describe('lowest-latency', () => {
  it('takes the fastest, and asks another one now and then', () => {
    const { strategies, now } = rig();
    const choices = busy(['slow', 'fast', 'middle']);
    for (const [index, ms] of [900, 100, 300].entries()) {
      choices[index]?.activity.begin(now());
      choices[index]?.activity.end(ms, now());
    }
    expect(measure(strategies, choices, DRAWS)).toEqual([5, 90, 5]);
    expect(names(strategies['lowest-latency'].order(choices))).toHaveLength(3);
  });

  it('finds out about one that is not known, and forgets what it knew long ago', () => {
    const { strategies, now, pass } = rig();
    const choices = busy(['known', 'unknown']);
    choices[0]?.activity.begin(now());
    choices[0]?.activity.end(100, now());
    expect(measure(strategies, choices, DRAWS)).toEqual([90, 10]);
    choices[1]?.activity.begin(now());
    choices[1]?.activity.end(50, now());
    expect(measure(strategies, choices, DRAWS)).toEqual([10, 90]);
    pass(STALE_AFTER_MS + 1);
    choices[0]?.activity.begin(now());
    choices[0]?.activity.end(900, now());
    expect(measure(strategies, choices, DRAWS)).toEqual([90, 10]);
  });

  it('follows one that becomes slow', () => {
    const { strategies, now } = rig();
    const choices = busy(['a', 'b']);
    const [a, b] = choices.map(({ activity }) => activity);
    for (const [activity, ms] of [
      [a, 100],
      [b, 200],
      [a, 1000],
    ] as const) {
      activity?.begin(now());
      activity?.end(ms, now());
    }
    expect(measure(strategies, choices, 1000)[1]).toBeGreaterThan(80);
  });
});
