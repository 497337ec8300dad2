interface Steps {
  next: () => unknown;
}

const iterators = [[], new Map(), new Set()].map(
  (collection) => Object.getPrototypeOf(collection[Symbol.iterator]()) as Steps,
);

/**
 * How many steps over arrays, maps and sets the work takes; a measure of it that no machine's speed changes. Throws once
 * it is more than the limit: what is quadratic should fail soon.
 */
export function countIterations(limit: number, work: () => void): number {
  const natives = iterators.map(({ next }) => next);
  let steps = 0;
  iterators.forEach((iterator, index) => {
    const native = natives[index];
    iterator.next = function next(this: unknown) {
      steps += 1;
      if (steps > limit) throw new Error(`more than ${limit} steps`);
      return native?.call(this as Steps);
    };
  });
  try {
    work();
  } finally {
    iterators.forEach((iterator, index) => Object.assign(iterator, { next: natives[index] }));
  }
  return steps;
}
