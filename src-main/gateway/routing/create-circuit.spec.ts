import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createCircuit,
  DEFAULT_CIRCUIT,
  PROBE_WAIT_MS,
  type Circuit,
  type CircuitState,
  type Permit,
} from './create-circuit';

const { failuresInARow, openMs, maxOpenMs, maxProbes, windowMs } = DEFAULT_CIRCUIT;

function fail(circuit: Circuit, now: number, coolDownMs = 0): void {
  circuit.fail(circuit.begin(now), now, coolDownMs);
}

function succeed(circuit: Circuit, now: number): void {
  circuit.succeed(circuit.begin(now), now);
}

function open(circuit: Circuit, now: number): void {
  for (let count = 0; count < failuresInARow; count += 1) fail(circuit, now);
}

describe('a circuit', () => {
  it('opens after failures in a row, and not when a success is between', () => {
    const circuit = createCircuit();
    for (let count = 1; count < failuresInARow; count += 1) fail(circuit, 0);
    succeed(circuit, 0);
    fail(circuit, 0);
    expect(circuit.state(0)).toBe('closed');
    open(circuit, 0);
    expect([circuit.state(0), circuit.waitMs(0)]).toEqual(['open', openMs]);
  });

  it('opens when half of the recent attempts fail, and forgets old ones', () => {
    const circuit = createCircuit();
    const alternate = (now: number, pairs: number): void => {
      for (let pair = 0; pair < pairs; pair += 1) {
        succeed(circuit, now);
        fail(circuit, now);
      }
    };
    alternate(0, 4);
    expect(circuit.state(0)).toBe('closed');
    alternate(windowMs, 4);
    expect(circuit.state(windowMs)).toBe('closed');
    alternate(windowMs, 1);
    expect(circuit.state(windowMs)).toBe('open');
  });

  it('stays open twice as long each time its probe fails, up to a limit, and starts again after a success', () => {
    const circuit = createCircuit();
    open(circuit, 0);
    let now = 0;
    for (const expected of [openMs, 2 * openMs, 4 * openMs, 8 * openMs, 16 * openMs, maxOpenMs, maxOpenMs]) {
      expect(circuit.waitMs(now)).toBe(expected);
      now += expected;
      expect(circuit.state(now)).toBe('half-open');
      fail(circuit, now);
    }
    now += maxOpenMs;
    succeed(circuit, now);
    expect(circuit.state(now)).toBe('closed');
    open(circuit, now);
    expect(circuit.waitMs(now)).toBe(openMs);
  });

  it('lets a few probes through at a time; what is cancelled makes room', () => {
    const circuit = createCircuit();
    open(circuit, 0);
    const probes = Array.from({ length: maxProbes }, () => circuit.begin(openMs));
    expect(circuit.waitMs(openMs)).toBe(PROBE_WAIT_MS);
    circuit.release(probes[0] as Permit);
    expect(circuit.waitMs(openMs)).toBe(0);
  });

  it('is not closed by what began before it opened', () => {
    const circuit = createCircuit();
    const old = circuit.begin(0);
    open(circuit, 0);
    circuit.succeed(old, 1);
    expect(circuit.state(1)).toBe('open');
    circuit.succeed(old, openMs);
    expect(circuit.state(openMs)).toBe('half-open');
  });

  it('is closed by an attempt that was made all the same', () => {
    const circuit = createCircuit();
    open(circuit, 0);
    succeed(circuit, 1);
    expect(circuit.state(1)).toBe('closed');
  });

  it('does not stay open longer because of attempts that are made all the same', () => {
    const circuit = createCircuit();
    open(circuit, 0);
    fail(circuit, openMs - 1);
    expect(circuit.state(openMs)).toBe('half-open');
  });

  it('cools down until the time that was named, the later of two', () => {
    const circuit = createCircuit();
    fail(circuit, 0, 60_000);
    fail(circuit, 0, 1000);
    expect([circuit.state(0), circuit.waitMs(0)]).toEqual(['cooling', 60_000]);
    expect([circuit.state(60_000), circuit.waitMs(60_000)]).toEqual(['closed', 0]);
  });

  it('is not warmed by what began before it cooled', () => {
    const circuit = createCircuit();
    const old = circuit.begin(0);
    fail(circuit, 0, 60_000);
    circuit.succeed(old, 1);
    expect(circuit.state(1)).toBe('cooling');
    succeed(circuit, 2);
    expect(circuit.state(2)).toBe('closed');
  });
});

/** The same in the words of its description: it keeps all that ever happened, and looks at it each time. */
class ReferenceCircuit {
  readonly #outcomes: { at: number; failed: boolean }[] = [];
  #epoch = 0;
  #coolUntil = 0;
  #opened: { at: number; forMs: number } | null = null;
  readonly #probes = new Set<object>();

  state(now: number): CircuitState {
    if (now < this.#coolUntil) return 'cooling';
    if (this.#opened === null) return 'closed';
    return now < this.#opened.at + this.#opened.forMs ? 'open' : 'half-open';
  }

  mayTry(now: number): boolean {
    const state = this.state(now);
    const isOpen = this.#opened !== null && now < this.#opened.at + this.#opened.forMs;
    return state === 'closed' || (!isOpen && state === 'half-open' && this.#probes.size < maxProbes);
  }

  begin(now: number): { epoch: number; probe: boolean } {
    const permit = {
      epoch: this.#epoch,
      probe: this.#opened !== null && now >= this.#opened.at + this.#opened.forMs,
    };
    if (permit.probe) this.#probes.add(permit);
    return permit;
  }

  succeed(permit: { epoch: number }, now: number): void {
    if (permit.epoch !== this.#epoch) return;
    if (this.#opened !== null || now < this.#coolUntil) {
      this.#opened = null;
      this.#coolUntil = 0;
      this.#outcomes.length = 0;
      this.#renew();
    } else this.#outcomes.push({ at: now, failed: false });
  }

  fail(permit: { epoch: number; probe: boolean }, now: number, coolDownMs: number): void {
    if (coolDownMs > 0) this.#coolUntil = Math.max(this.#coolUntil, now + coolDownMs);
    if (permit.epoch !== this.#epoch) return;
    if (this.#opened === null) {
      this.#outcomes.push({ at: now, failed: true });
      const inARow = this.#outcomes.length - 1 - this.#outcomes.findLastIndex((outcome) => !outcome.failed);
      const recent = this.#outcomes
        .slice(-DEFAULT_CIRCUIT.windowSize)
        .filter(({ at }) => at > now - windowMs);
      const failures = recent.filter(({ failed }) => failed).length;
      const rate = failures / recent.length;
      const isRate = recent.length >= DEFAULT_CIRCUIT.minAttempts && rate >= DEFAULT_CIRCUIT.failureRate;
      if (inARow >= failuresInARow || isRate) this.#open(now, openMs);
      else if (coolDownMs > 0) this.#renew();
    } else if (permit.probe) {
      this.#open(now, Math.min(this.#opened.forMs * 2, maxOpenMs));
    } else if (coolDownMs > 0) this.#renew();
  }

  release(permit: object): void {
    this.#probes.delete(permit);
  }

  #open(now: number, forMs: number): void {
    this.#opened = { at: now, forMs };
    this.#renew();
  }

  #renew(): void {
    this.#epoch += 1;
    this.#probes.clear();
  }
}

interface Model {
  now: number;
  readonly reference: ReferenceCircuit;
  /** Of attempts that are under way. */
  readonly running: ReturnType<ReferenceCircuit['begin']>[];
  readonly seen: string[];
}

interface Real {
  readonly circuit: Circuit;
  readonly running: Permit[];
  readonly seen: string[];
}

class Step implements fc.Command<Model, Real> {
  readonly #action: (model: Model, real: Real) => void;
  readonly #text: string;

  constructor(text: string, action: (model: Model, real: Real) => void) {
    this.#text = text;
    this.#action = action;
  }

  check = (): boolean => true;

  run(model: Model, real: Real): void {
    this.#action(model, real);
    const { now, reference } = model;
    model.seen.push(`${this.#text}: ${reference.state(now)}, ${reference.mayTry(now)}`);
    real.seen.push(`${this.#text}: ${real.circuit.state(now)}, ${real.circuit.waitMs(now) === 0}`);
  }

  toString = (): string => this.#text;
}

/** Ends one of the running attempts. */
function end(
  text: string,
  which: number,
  action: (model: Model, real: Real, permits: { expected: Model['running'][0]; actual: Permit }) => void,
): Step {
  return new Step(text, (model, real) => {
    const place = which % Math.max(1, model.running.length);
    const [expected] = model.running.splice(place, 1);
    const [actual] = real.running.splice(place, 1);
    if (expected !== undefined && actual !== undefined) action(model, real, { expected, actual });
  });
}

const steps = fc.commands(
  [
    fc.constant(
      new Step('begin', (model, real) => {
        model.running.push(model.reference.begin(model.now));
        real.running.push(real.circuit.begin(model.now));
      }),
    ),
    fc.nat(9).map((which) =>
      end(`succeed ${which}`, which, ({ now, reference }, { circuit }, { expected, actual }) => {
        reference.succeed(expected, now);
        circuit.succeed(actual, now);
      }),
    ),
    fc.tuple(fc.nat(9), fc.constantFrom(0, 0, 0, 5000, 40_000)).map(([which, coolDownMs]) =>
      end(`fail ${which} (${coolDownMs})`, which, ({ now, reference }, { circuit }, { expected, actual }) => {
        reference.fail(expected, now, coolDownMs);
        circuit.fail(actual, now, coolDownMs);
      }),
    ),
    fc.nat(9).map((which) =>
      end(`release ${which}`, which, ({ reference }, { circuit }, { expected, actual }) => {
        reference.release(expected);
        circuit.release(actual);
      }),
    ),
    fc.constantFrom(1, 1000, openMs, windowMs, maxOpenMs).map(
      (ms) =>
        new Step(`pass ${ms}`, (model) => {
          model.now += ms;
        }),
    ),
  ],
  { size: '+2' },
);

it('does what its reference does, whatever happens in whatever order', () => {
  fc.assert(
    fc.property(steps, (commands) => {
      const model: Model = { now: 0, reference: new ReferenceCircuit(), running: [], seen: [] };
      const real: Real = { circuit: createCircuit(), running: [], seen: [] };
      fc.modelRun(() => ({ model, real }), commands);
      expect(real.seen).toEqual(model.seen);
    }),
    { numRuns: 1000 },
  );
});
