import { MODELS, type AtMost, type Scenario, type ScenarioId } from '#bench/scenarios/scenario';

type FirstToken = ScenarioId & { readonly bodyBytes: number; readonly added: AtMost };

/** One agent that asks at a constant rate: how much later its first token comes. */
function createFirstToken({ bodyBytes, added, ...id }: FirstToken): Scenario {
  return {
    ...id,
    flows: [
      {
        name: 'requests',
        model: MODELS[id.group],
        bodyBytes,
        answer: { deltas: 20, deltasPerPacket: 10, gapMs: 0 },
        arrival: { kind: 'constant-rate', perSecond: 80 },
      },
    ],
    rounds: 5,
    warmUpMs: 1500,
    rampMs: 100,
    windowMs: 1100,
    metrics: [
      {
        key: 'p50',
        label: 'added first token p50',
        unit: 'ms',
        compare: 'ratio-of-added',
        target: added,
      },
      { key: 'p99', label: 'first token p99', unit: 'ms', compare: 'ratio' },
    ],
    read: ({ flows }) => ({
      p50: flows['requests']?.firstToken.p50Ms ?? Number.NaN,
      p99: flows['requests']?.firstToken.p99Ms ?? Number.NaN,
    }),
  };
}

export const largeBody = createFirstToken({
  group: 'pass-through',
  id: 'b',
  name: 'large-body',
  title: '200 KB body, one agent, 80 requests a second',
  bodyBytes: 200 * 1024,
  added: { atMost: 1.7, addedAtMost: 1 },
});

export const smallBody = createFirstToken({
  group: 'pass-through',
  id: 'c',
  name: 'small-body',
  title: '4 KB body, one agent, 80 requests a second',
  bodyBytes: 4 * 1024,
  added: { atMost: 1.5 },
});

export const convertedLargeBody = createFirstToken({
  group: 'conversion',
  id: 'h',
  name: 'converted-large-body',
  title: 'converted: 200 KB body, one agent, 80 requests a second',
  bodyBytes: 200 * 1024,
  added: { atMost: 4, addedAtMost: 3 },
});

export const convertedSmallBody = createFirstToken({
  group: 'conversion',
  id: 'i',
  name: 'converted-small-body',
  title: 'converted: 4 KB body, one agent, 80 requests a second',
  bodyBytes: 4 * 1024,
  added: { atMost: 2.5 },
});
