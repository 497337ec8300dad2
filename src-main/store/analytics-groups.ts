import { createSums, type Sums } from '#main/store/analytics-sums';

/** What is added up under one key. */
export interface Group {
  readonly key: string;
  /** By which its samples are found. */
  readonly index: number;
  readonly sums: Sums;
}

export interface Groups {
  /** The key's group, which is made when there is none. */
  get(key: string): Group;
  readonly size: number;
  /** Busiest first. Equals keep their places from one load to the next. */
  ranked(): Group[];
}

export function createGroups(): Groups {
  const groups = new Map<string, Group>();
  return {
    get(key) {
      let group = groups.get(key);
      if (group === undefined) {
        group = { key, index: groups.size, sums: createSums() };
        groups.set(key, group);
      }
      return group;
    },
    get size() {
      return groups.size;
    },
    ranked: () =>
      [...groups.values()].toSorted((a, b) => b.sums.requests - a.sums.requests || (a.key < b.key ? -1 : 1)),
  };
}
