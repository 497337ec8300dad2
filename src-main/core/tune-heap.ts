import { setFlagsFromString } from 'node:v8';

/**
 * How V8 sizes the heap of a process that passes large bodies between streams; to be called before there is traffic, and for all
 * threads at once. `docs/performance.md` has the measurements.
 */
const FLAGS = [
  // Pieces of bodies count towards the size at which the old generation is collected, and V8 grows that size by little while
  // a program makes little garbage: nearly every body of 4 MB then has a full collection, which holds up every stream.
  '--heap-growing-percent=300',
  // The young generation takes what a request needs at its first collections instead of growing towards it for minutes.
  '--semi-space-growth-factor=16',
] as const;

export function tuneHeap(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}
