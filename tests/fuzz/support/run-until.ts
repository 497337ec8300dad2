import fc from 'fast-check';
import { FUZZ_SEED, TIME_LIMIT_MS } from './fuzz-settings';

/** Connections that are under way at a time. */
const LANES = 4;
/** Between two looks at whether it is enough. */
const RUNS_PER_ROUND = 25;

/**
 * Checks a property until enough was sent, on several connections at a time. A failure names the seed and the path with
 * which `fc.assert` plays that one case again; shrinking ends with the time.
 */
export async function runUntil<Input>(
  isEnough: () => boolean,
  createProperty: () => fc.IAsyncProperty<Input>,
): Promise<void> {
  console.log(`fuzz: ROUTEX_FUZZ_SEED=${FUZZ_SEED}`);
  const began = performance.now();
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    for (let round = 0; !isEnough(); round += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other in a lane
      await fc.assert(createProperty(), {
        seed: FUZZ_SEED + round * LANES + lane,
        numRuns: RUNS_PER_ROUND,
        interruptAfterTimeLimit: Math.max(1, TIME_LIMIT_MS - (performance.now() - began)),
        markInterruptAsFailure: true,
      });
    }
  });
  await Promise.all(lanes);
}
