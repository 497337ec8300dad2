export interface QueueOptions<Asked> {
  /** For how many requests. Without it the value stands until another takes its place. */
  readonly times?: number;
  /** Only for requests like these. */
  readonly only?: (asked: Asked) => boolean;
}

/** Values for a number of requests each, in the order given; after them the one that stands. */
export interface Queue<Value, Asked> {
  add(value: Value, options?: QueueOptions<Asked>): void;
  /** The value for this request, which is used up; null when there is none. */
  take(asked: Asked): Value | null;
  clear(): void;
}

export function createQueue<Value, Asked>(): Queue<Value, Asked> {
  let limited: { value: Value; left: number; only: (asked: Asked) => boolean }[] = [];
  let standing: { value: Value; only: (asked: Asked) => boolean } | null = null;

  return {
    add(value, { times, only = acceptAny } = {}) {
      if (times === undefined) standing = { value, only };
      else limited.push({ value, left: times, only });
    },
    take(asked) {
      const next = limited.find((entry) => entry.left > 0 && entry.only(asked));
      if (!next) return standing?.only(asked) ? standing.value : null;
      next.left -= 1;
      limited = limited.filter((entry) => entry.left > 0);
      return next.value;
    },
    clear() {
      limited = [];
      standing = null;
    },
  };
}

function acceptAny(): boolean {
  return true;
}
