import { MODELS, type AtLeast, type AtMost, type Scenario, type ScenarioId } from '#bench/scenarios/scenario';

const US_PER_MS = 1000;

type Capacity = ScenarioId & { readonly cpu: AtMost; readonly throughput: AtLeast };

/** Many agents at once, as fast as they are answered: what one request costs, and how many fit into a second. */
function createCapacity({ cpu, throughput, ...id }: Capacity): Scenario {
  return {
    ...id,
    flows: [
      {
        name: 'requests',
        model: MODELS[id.group],
        bodyBytes: 32 * 1024,
        answer: { deltas: 20, deltasPerPacket: 10, gapMs: 0 },
        arrival: { kind: 'closed-loop', connections: 32 },
      },
    ],
    rounds: 5,
    // A gateway runs for days: V8 has compiled what it runs often after some forty thousand requests.
    warmUpMs: 10_000,
    rampMs: 300,
    windowMs: 1800,
    metrics: [
      { key: 'cpuUs', label: 'CPU per request', unit: 'µs', compare: 'ratio', target: cpu },
      { key: 'perSecond', label: 'throughput', unit: 'req/s', compare: 'ratio', target: throughput },
    ],
    read: ({ flows, cpuMs, seconds }) => {
      const requests = flows['requests']?.requests ?? 0;
      return {
        cpuUs: ((cpuMs['target'] ?? Number.NaN) * US_PER_MS) / requests,
        perSecond: requests / seconds,
      };
    },
  };
}

export const capacity = createCapacity({
  group: 'pass-through',
  id: 'a',
  name: 'capacity',
  title: '32 KB body, 32 connections, closed loop, 20 deltas in 2 packets',
  cpu: { atMost: 1.3 },
  throughput: { atLeast: 0.8 },
});

export const convertedCapacity = createCapacity({
  group: 'conversion',
  id: 'g',
  name: 'converted-capacity',
  title: 'converted: 32 KB body, 32 connections, closed loop, 20 deltas in 2 packets',
  cpu: { atMost: 2.5 },
  throughput: { atLeast: 0.4 },
});
