const DEFAULT_SEED = 20_261_126;
const seedText = process.env['ROUTEX_CHAOS_SEED'];

/** Decides what fails and what is changed; when it does is up to the clock. `random` takes another seed each time. */
export const CHAOS_SEED = seedText === 'random' ? Date.now() % 2 ** 31 : Number(seedText ?? DEFAULT_SEED);

export const CHAOS_SECONDS = Number(process.env['ROUTEX_CHAOS_SECONDS'] ?? 60);

export const CHAOS_CLIENTS = Number(process.env['ROUTEX_CHAOS_CLIENTS'] ?? 50);

export const CHANGE_EVERY_MS = 200;
