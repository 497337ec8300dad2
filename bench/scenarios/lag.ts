import type { Scenario } from '#bench/scenarios/scenario';

/** Agents that read their answers while others send their whole context: how late the events of the first ones come. */
export const lag: Scenario = {
  id: 'e',
  name: 'lag',
  title: '20 streams with an event each 20 ms, while four 4 MB bodies a second pass',
  flows: [
    {
      name: 'streams',
      bodyBytes: 4 * 1024,
      answer: { deltas: 52, deltasPerPacket: 1, gapMs: 20 },
      // Each stream lasts 1.06 s, so 19 a second are 20 at a time; their events spread over the 20 ms.
      arrival: { kind: 'constant-rate', perSecond: 19 },
    },
    {
      name: 'large bodies',
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
    { key: 'p99', label: 'event lag p99', unit: 'ms', compare: 'ratio', target: { atMost: 1.5 } },
    { key: 'p50', label: 'event lag p50', unit: 'ms', compare: 'ratio' },
  ],
  read: ({ flows }) => ({
    p50: flows['streams']?.lag.p50Ms ?? Number.NaN,
    p99: flows['streams']?.lag.p99Ms ?? Number.NaN,
  }),
};
