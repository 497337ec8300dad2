import type { Clock } from '../../ports';
import { createStrategies, type Strategies } from './create-strategies';

/** The state of the strategies: each group's turns are its own, so that what one takes is not missed by another. */
export interface StrategyBook {
  /** @param group its name; null: all channels */
  of(group: string | null): Strategies;
  /** Forgets the turns of all other groups. */
  keep(groups: readonly string[]): void;
}

/** @param random from 0 up to, but not including, 1 */
export function createStrategyBook(clock: Pick<Clock, 'monotonic'>, random: () => number): StrategyBook {
  const ofAll = createStrategies(clock, random);
  const byGroup = new Map<string, Strategies>();
  return {
    of(group) {
      if (group === null) return ofAll;
      const name = group.toLowerCase();
      let strategies = byGroup.get(name);
      if (strategies === undefined) {
        strategies = createStrategies(clock, random);
        byGroup.set(name, strategies);
      }
      return strategies;
    },
    keep(groups) {
      const kept = new Set(groups.map((name) => name.toLowerCase()));
      for (const name of byGroup.keys()) if (!kept.has(name)) byGroup.delete(name);
    },
  };
}
