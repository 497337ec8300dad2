import type { HealthRegistry } from './health-registry';

const NOTHING_NOTED = { succeed: () => undefined, fail: () => undefined, release: () => undefined };

/** For what is no traffic: everybody is asked, and nothing is noted. */
export const ASSUMED_HEALTH: Pick<HealthRegistry, 'waitMs' | 'begin' | 'noteAnswer'> = {
  waitMs: () => 0,
  begin: () => NOTHING_NOTED,
  noteAnswer: () => undefined,
};
