import type { Clock } from '../../ports';
import type { Choice, Strategy } from './strategy';

/** The one with the fewest running requests; of those the one with the fewest recent ones. */
export function createLeastUsed(clock: Pick<Clock, 'monotonic'>): Strategy {
  const order = (choices: readonly Choice[]): readonly Choice[] => {
    const now = clock.monotonic();
    return choices.toSorted(
      ({ activity: a }, { activity: b }) => a.running - b.running || a.recent(now) - b.recent(now),
    );
  };
  return { order, peek: order };
}
