import type { Scenario } from '#bench/scenarios/scenario';

const US_PER_MS = 1000;

/** Long answers whose events come in packets, as from a fast model: what forwarding one event costs. */
export const events: Scenario = {
  id: 'd',
  name: 'events',
  title: '4 KB body, 8 connections, closed loop, 500 deltas in packets of 10',
  flows: [
    {
      name: 'requests',
      bodyBytes: 4 * 1024,
      answer: { deltas: 500, deltasPerPacket: 10, gapMs: 0 },
      arrival: { kind: 'closed-loop', connections: 8 },
    },
  ],
  rounds: 5,
  warmUpMs: 500,
  rampMs: 200,
  windowMs: 1200,
  metrics: [
    { key: 'cpuUs', label: 'CPU per event', unit: 'µs', compare: 'ratio', target: { atMost: 1.1 } },
    { key: 'perSecond', label: 'events', unit: '1/s', compare: 'ratio' },
  ],
  read: ({ flows, cpuMs, seconds }) => {
    const deltas = flows['requests']?.deltas ?? 0;
    return { cpuUs: ((cpuMs['target'] ?? Number.NaN) * US_PER_MS) / deltas, perSecond: deltas / seconds };
  },
};
