import { MODELS, type AtMost, type Scenario, type ScenarioId } from '#bench/scenarios/scenario';

/** Agents that read their answers while others send their whole context: how late the events of the first ones come. */
function createLag({ p99, ...id }: ScenarioId & { readonly p99: AtMost }): Scenario {
  const model = MODELS[id.group];
  return {
    ...id,
    flows: [
      {
        name: 'streams',
        model,
        bodyBytes: 4 * 1024,
        answer: { deltas: 52, deltasPerPacket: 1, gapMs: 20 },
        // Each stream lasts 1.06 s, so 19 a second are 20 at a time; their events spread over the 20 ms.
        arrival: { kind: 'constant-rate', perSecond: 19 },
      },
      {
        name: 'large bodies',
        model,
        bodyBytes: 4 * 1024 * 1024,
        answer: { deltas: 20, deltasPerPacket: 10, gapMs: 0 },
        arrival: { kind: 'constant-rate', perSecond: 4 },
      },
    ],
    rounds: 3,
    warmUpMs: 1000,
    rampMs: 1200,
    windowMs: 2500,
    metrics: [
      { key: 'p99', label: 'event lag p99', unit: 'ms', compare: 'ratio', target: p99 },
      { key: 'p50', label: 'event lag p50', unit: 'ms', compare: 'ratio' },
    ],
    read: ({ flows }) => ({
      p50: flows['streams']?.lag.p50Ms ?? Number.NaN,
      p99: flows['streams']?.lag.p99Ms ?? Number.NaN,
    }),
  };
}

export const lag = createLag({
  group: 'pass-through',
  id: 'e',
  name: 'lag',
  title: '20 streams with an event each 20 ms, while four 4 MB bodies a second pass',
  p99: { atMost: 1.5 },
});

export const convertedLag = createLag({
  group: 'conversion',
  id: 'k',
  name: 'converted-lag',
  title: 'converted: 20 streams with an event each 20 ms, while four 4 MB bodies a second are converted',
  p99: { atMost: 1.5 },
});
