/** Any seed finds something else; a fixed one makes a red run mean a changed product. */
const DEFAULT_SEED = 20_261_123;
const DEFAULT_RUNS = 50_000;

const seedText = process.env['ROUTEX_FUZZ_SEED'];
const runsText = process.env['ROUTEX_FUZZ_RUNS'];

/** `ROUTEX_FUZZ_SEED=random` takes another seed each time. */
export const FUZZ_SEED = seedText === 'random' ? Date.now() % 2 ** 31 : Number(seedText ?? DEFAULT_SEED);

/** Requests of all specs together, about. */
export const FUZZ_RUNS = Number(runsText ?? DEFAULT_RUNS);

/** A share of all requests. */
export function shareOfRuns(share: number): number {
  return Math.ceil(FUZZ_RUNS * share);
}

/** A spec that takes longer is stopped and fails, instead of shrinking for ever. */
export const TIME_LIMIT_MS = 240_000;

/**
 * Clients need a loopback address each, because wrong tokens shut an address out. Other systems give loopback a single
 * one.
 */
export const CAN_FUZZ = process.platform === 'linux';
