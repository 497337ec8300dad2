import { MODELS, type AtMost, type Scenario, type ScenarioId } from '#bench/scenarios/scenario';

const US_PER_MS = 1000;

/** Long answers whose events come in packets, as from a fast model: what forwarding one event costs. */
function createEvents({ cpu, ...id }: ScenarioId & { readonly cpu: AtMost }): Scenario {
  return {
    ...id,
    flows: [
      {
        name: 'requests',
        model: MODELS[id.group],
        bodyBytes: 4 * 1024,
        answer: { deltas: 500, deltasPerPacket: 10, gapMs: 0 },
        arrival: { kind: 'closed-loop', connections: 8 },
      },
    ],
    rounds: 5,
    warmUpMs: 1000,
    rampMs: 200,
    windowMs: 1200,
    metrics: [
      { key: 'cpuUs', label: 'CPU per event', unit: 'µs', compare: 'ratio', target: cpu },
      { key: 'perSecond', label: 'events', unit: '1/s', compare: 'ratio' },
    ],
    read: ({ flows, cpuMs, seconds }) => {
      const deltas = flows['requests']?.deltas ?? 0;
      return { cpuUs: ((cpuMs['target'] ?? Number.NaN) * US_PER_MS) / deltas, perSecond: deltas / seconds };
    },
  };
}

export const events = createEvents({
  group: 'pass-through',
  id: 'd',
  name: 'events',
  title: '4 KB body, 8 connections, closed loop, 500 deltas in packets of 10',
  cpu: { atMost: 1.1 },
});

export const convertedEvents = createEvents({
  group: 'conversion',
  id: 'j',
  name: 'converted-events',
  title: 'converted: 4 KB body, 8 connections, closed loop, 500 deltas in packets of 10',
  cpu: { atMost: 1.25 },
});
