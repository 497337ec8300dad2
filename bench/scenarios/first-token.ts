import type { Metric, Scenario } from '#bench/scenarios/scenario';

type FirstToken = Pick<Scenario, 'id' | 'name' | 'title'> & {
  readonly bodyBytes: number;
  readonly target: Metric['target'];
};

/** One agent that asks at a constant rate: how much later its first token comes. */
function createFirstToken({ id, name, title, bodyBytes, target }: FirstToken): Scenario {
  const p50: Metric = { key: 'p50', label: 'added first token p50', unit: 'ms', compare: 'ratio-of-added' };
  return {
    id,
    name,
    title,
    flows: [
      {
        name: 'requests',
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
      target === undefined ? p50 : { ...p50, target },
      { key: 'p99', label: 'first token p99', unit: 'ms', compare: 'ratio' },
    ],
    read: ({ flows }) => ({
      p50: flows['requests']?.firstToken.p50Ms ?? Number.NaN,
      p99: flows['requests']?.firstToken.p99Ms ?? Number.NaN,
    }),
  };
}

export const largeBody = createFirstToken({
  id: 'b',
  name: 'large-body',
  title: '200 KB body, one agent, 80 requests a second',
  bodyBytes: 200 * 1024,
  target: { atMost: 1.7, addedAtMost: 1 },
});

export const smallBody = createFirstToken({
  id: 'c',
  name: 'small-body',
  title: '4 KB body, one agent, 80 requests a second',
  bodyBytes: 4 * 1024,
  target: { atMost: 1.5 },
});
