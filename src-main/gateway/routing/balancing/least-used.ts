import type { Clock } from '../../ports';
import type { Strategy } from './strategy';

/** The one with the fewest running requests; of those the one with the fewest recent ones. */
export function createLeastUsed(clock: Pick<Clock, 'monotonic'>): Strategy {
  return {
    order(choices) {
      const now = clock.monotonic();
      return choices.toSorted(
        ({ activity: a }, { activity: b }) => a.running - b.running || a.recent(now) - b.recent(now),
      );
    },
  };
}
