import type { Clock } from '../../ports';
import type { Choice, Strategy } from './strategy';

/** Share of requests that go to another channel than the fastest, because it may have become faster. */
const EXPLORING_SHARE = 0.1;

type Latency = (choice: Choice) => number;

const latencyAt =
  (now: number): Latency =>
  ({ activity }) =>
    activity.firstTokenMs(now) ?? Infinity;

/** The one whose first token comes soonest. What is not known yet is found out by the requests that explore. */
export function createLowestLatency(clock: Pick<Clock, 'monotonic'>, random: () => number): Strategy {
  return {
    peek(choices) {
      const now = clock.monotonic();
      return orderByLatency(choices, latencyAt(now), now);
    },
    order(choices) {
      const now = clock.monotonic();
      const latency = latencyAt(now);
      const ordered = orderByLatency(choices, latency, now);
      if (random() >= EXPLORING_SHARE) return ordered;
      const others = ordered.slice(1);
      const unknown = others.filter((choice) => latency(choice) === Infinity);
      const candidates = unknown.length > 0 ? unknown : others;
      const explored = candidates[Math.floor(random() * candidates.length)];
      if (explored === undefined) return ordered;
      return [explored, ...ordered.filter((choice) => choice !== explored)];
    },
  };
}

function orderByLatency(choices: readonly Choice[], latency: Latency, now: number): readonly Choice[] {
  return choices.toSorted((a, b) => {
    const difference = latency(a) - latency(b);
    // Two unknown ones differ by NaN.
    return Number.isNaN(difference) || difference === 0
      ? a.activity.recent(now) - b.activity.recent(now)
      : difference;
  });
}
