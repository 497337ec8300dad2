import type { Flow, PhaseResult } from '#bench/load/phase';
import { readMemory } from '#bench/measure/process-usage';
import { fitExponent, median } from '#bench/measure/statistics';
import { sumAnswers, type AnswerSum } from '#bench/report/sum-answers';
import type { Rig } from '#bench/targets/start-targets';
import { CONVERTED_MODEL } from '#bench/traffic/models';

const KILOBYTE = 1024;
const MEGABYTE = 1024 * KILOBYTE;
const MS_PER_SECOND = 1000;
const ROUNDS = 3;
const STEP_LIMIT_MS = 60_000;
/** What each step converts in all: enough that CPU time, which is read in steps of 10 ms, says something. */
const STEP_BYTES = 24 * MEGABYTE;
const STEP_EVENTS = 60_000;
const MIN_REQUESTS = 4;

/** How what is measured grows from step to step. */
export interface CurveKind {
  readonly name: 'request' | 'answer';
  readonly sizes: readonly number[];
  /** From here on a request's fixed cost no longer hides how the rest grows. */
  readonly largeFrom: number;
  readonly requests: (size: number) => number;
  readonly flow: (size: number) => Pick<Flow, 'bodyBytes' | 'answer'>;
}

const short = { deltas: 20, deltasPerPacket: 10, gapMs: 0 };

export const CURVES: readonly CurveKind[] = [
  {
    name: 'request',
    sizes: [
      ...[64, 128, 256, 512].map((size) => size * KILOBYTE),
      ...[1, 2, 4, 8, 10].map((size) => size * MEGABYTE),
    ],
    largeFrom: MEGABYTE,
    requests: (size) => Math.max(MIN_REQUESTS, Math.round(STEP_BYTES / size)),
    flow: (size) => ({ bodyBytes: size, answer: short }),
  },
  {
    name: 'answer',
    sizes: [625, 1250, 2500, 5000, 10_000, 20_000],
    largeFrom: 2500,
    requests: (size) => Math.max(MIN_REQUESTS, Math.round(STEP_EVENTS / size)),
    flow: (size) => ({ bodyBytes: 4 * KILOBYTE, answer: { ...short, deltas: size } }),
  },
];

export interface CurvePoint {
  /** Bytes of the body or events of the answer. */
  readonly size: number;
  readonly requests: number;
  /** Whole requests without and with Routex, medians of the rounds. */
  readonly directMs: number;
  readonly routexMs: number;
  /** All threads of Routex, per request. */
  readonly cpuMs: number;
}

export interface Curve {
  readonly name: CurveKind['name'];
  readonly points: readonly CurvePoint[];
  /** `n` in `CPU ~ size ** n` over the large sizes: 1 is linear, 2 quadratic. */
  readonly exponent: number;
}

export interface CurveRun {
  readonly curves: readonly Curve[];
  readonly peakBytes: number | null;
  readonly sum: AnswerSum;
}

type Step = Pick<CurvePoint, 'directMs' | 'routexMs' | 'cpuMs'>;

/** Has requests converted one after the other, each size several times, and reads what they cost. */
export async function measureCurves(rig: Rig, say: (line: string) => void): Promise<CurveRun> {
  const results: PhaseResult[] = [];
  const run: Rig['run'] = async (target, load) => {
    const result = await rig.run(target, load);
    results.push(result);
    return result;
  };
  const curves: Curve[] = [];
  for (const kind of CURVES) curves.push(await measureCurve(run, kind, say));
  return { curves, peakBytes: readMemory(rig.routex.pid).peakBytes, sum: sumAnswers(results) };
}

async function measureCurve(run: Rig['run'], kind: CurveKind, say: (line: string) => void): Promise<Curve> {
  const steps = new Map<number, Step[]>(kind.sizes.map((size) => [size, []]));
  // The first round only warms up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    say(`${kind.name}, ${round === 0 ? 'warm-up' : `round ${round} of ${ROUNDS}`}`);
    for (const [size, measured] of steps) {
      const step = await measureStep(run, kind, size);
      if (round > 0) measured.push(step);
    }
  }
  const points = Array.from(steps, ([size, measured]) => ({
    size,
    requests: kind.requests(size),
    directMs: median(measured.map(({ directMs }) => directMs)),
    routexMs: median(measured.map(({ routexMs }) => routexMs)),
    cpuMs: median(measured.map(({ cpuMs }) => cpuMs)),
  }));
  const large = points.filter(({ size }) => size >= kind.largeFrom);
  return { name: kind.name, points, exponent: fitExponent(large.map(({ size, cpuMs }) => [size, cpuMs])) };
}

async function measureStep(run: Rig['run'], kind: CurveKind, size: number): Promise<Step> {
  const answers = kind.requests(size);
  const arrival = { kind: 'closed-loop', connections: 1 } as const;
  const flow: Flow = { name: kind.name, model: CONVERTED_MODEL, arrival, ...kind.flow(size) };
  const load = { flows: [flow], rampMs: 0, windowMs: STEP_LIMIT_MS, answers };
  const direct = await run('direct', load);
  const routex = await run('routex', load);
  return {
    directMs: (direct.seconds * MS_PER_SECOND) / answers,
    routexMs: (routex.seconds * MS_PER_SECOND) / answers,
    cpuMs: (routex.cpuMs['target'] ?? Number.NaN) / answers,
  };
}
