/**
 * What is known of one thing that can fail, a channel or a key: whether an attempt should begin, and when else one may.
 * All times are milliseconds of one monotonic clock.
 */
export interface Circuit {
  state(now: number): CircuitState;
  /** How long until an attempt should begin; 0: now. */
  waitMs(now: number): number;
  /**
   * An attempt begins, whatever the state: where nothing else is left, one that should wait is tried all the same. Every
   * permit is given back once, with one of the three below.
   */
  begin(now: number): Permit;
  succeed(permit: Permit, now: number): void;
  /** @param coolDownMs nobody should try before; 0: only count it */
  fail(permit: Permit, now: number, coolDownMs: number): void;
  /** The attempt says nothing about it: it was cancelled, or the client was at fault. */
  release(permit: Permit): void;
}

/**
 * - `cooling`: whoever is asked has said when to come back
 * - `open`: it fails, and is left alone for a while
 * - `half-open`: the while is over, and a few attempts find out
 */
export type CircuitState = 'closed' | 'cooling' | 'open' | 'half-open';

/** What was known when an attempt began. What it finds out counts only as long as nothing newer is known. */
export interface Permit {
  readonly generation: number;
  /** One of the few that a half-open circuit lets through. */
  readonly probe: boolean;
}

export interface CircuitOptions {
  /** Failures in a row that open it. */
  readonly failuresInARow: number;
  /** Share of failures among recent attempts that opens it … */
  readonly failureRate: number;
  /** … when there were at least so many. Not more than `windowSize`. */
  readonly minAttempts: number;
  /** Attempts that are looked at … */
  readonly windowSize: number;
  /** … when they ended within this time. */
  readonly windowMs: number;
  /** How long it stays open the first time; twice as long each time its probes fail. */
  readonly openMs: number;
  readonly maxOpenMs: number;
  /** Attempts that a half-open one lets through at a time. */
  readonly maxProbes: number;
}

export const DEFAULT_CIRCUIT: CircuitOptions = {
  failuresInARow: 5,
  failureRate: 0.5,
  minAttempts: 10,
  windowSize: 20,
  windowMs: 60_000,
  openMs: 15_000,
  maxOpenMs: 5 * 60_000,
  maxProbes: 2,
};

/** How long others wait for probes that are under way. */
export const PROBE_WAIT_MS = 1000;

export function createCircuit(options: CircuitOptions = DEFAULT_CIRCUIT): Circuit {
  const { failuresInARow, failureRate, minAttempts, windowSize, windowMs, maxProbes } = options;
  /** The last outcomes as a ring: when, and whether it failed. */
  const endedAt = new Float64Array(windowSize).fill(-Infinity);
  const failed = new Uint8Array(windowSize);
  let next = 0;
  let inARow = 0;
  let generation = 0;
  let coolUntil = 0;
  /** Null while closed. */
  let openUntil: number | null = null;
  let openMs = options.openMs;
  let probes = 0;

  /** From now on only attempts that begin later say something. */
  function renew(): void {
    generation += 1;
    probes = 0;
  }

  function close(): void {
    openUntil = null;
    coolUntil = 0;
    openMs = options.openMs;
    inARow = 0;
    endedAt.fill(-Infinity);
    renew();
  }

  function open(now: number): void {
    openMs = openUntil === null ? options.openMs : Math.min(openMs * 2, options.maxOpenMs);
    openUntil = now + openMs;
    renew();
  }

  function note(now: number, hasFailed: boolean): void {
    endedAt[next] = now;
    failed[next] = hasFailed ? 1 : 0;
    next = (next + 1) % windowSize;
    inARow = hasFailed ? inARow + 1 : 0;
  }

  function isFailing(now: number): boolean {
    if (inARow >= failuresInARow) return true;
    let attempts = 0;
    let failures = 0;
    for (const [index, time] of endedAt.entries()) {
      if (time <= now - windowMs) continue;
      attempts += 1;
      failures += failed[index] ?? 0;
    }
    return attempts >= minAttempts && failures >= attempts * failureRate;
  }

  const isDue = (now: number): boolean => openUntil !== null && now >= openUntil;

  return {
    state(now) {
      if (now < coolUntil) return 'cooling';
      if (openUntil === null) return 'closed';
      return isDue(now) ? 'half-open' : 'open';
    },

    waitMs(now) {
      const until = Math.max(coolUntil, openUntil ?? 0);
      if (now < until) return until - now;
      return openUntil !== null && probes >= maxProbes ? PROBE_WAIT_MS : 0;
    },

    begin(now) {
      const probe = isDue(now);
      if (probe) probes += 1;
      return { generation, probe };
    },

    succeed(permit, now) {
      if (permit.generation !== generation) return;
      // It works although it was not expected to.
      if (openUntil !== null || now < coolUntil) close();
      else note(now, false);
    },

    fail(permit, now, coolDownMs) {
      if (coolDownMs > 0) coolUntil = Math.max(coolUntil, now + coolDownMs);
      if (permit.generation !== generation) return;
      if (openUntil === null) {
        note(now, true);
        if (isFailing(now)) open(now);
        else if (coolDownMs > 0) renew();
      } else if (permit.probe) {
        open(now);
      } else if (coolDownMs > 0) {
        renew();
      }
    },

    release(permit) {
      if (permit.probe && permit.generation === generation) probes -= 1;
    },
  };
}
