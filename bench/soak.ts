import type { Flow, Mix } from '#bench/load/phase';
import { median } from '#bench/measure/statistics';
import { readMemory } from '#bench/measure/process-usage';
import { sumAnswers, type AnswerSum } from '#bench/report/sum-answers';
import type { Rig } from '#bench/targets/start-targets';

const SLICES = 10;
const SLICE_LIMIT_MS = 10 * 60 * 1000;
const MEGABYTE = 1024 * 1024;
/** The first slices fill caches and pools. */
const WARM_SLICES = 3;

const short = { deltas: 20, deltasPerPacket: 10, gapMs: 0 };
const FLOWS: readonly Omit<Flow, 'model'>[] = [
  { name: 'short', bodyBytes: 8 * 1024, answer: short, arrival: { kind: 'mixed' } },
  { name: 'large', bodyBytes: 200 * 1024, answer: short, arrival: { kind: 'mixed' } },
  { name: 'huge', bodyBytes: 4 * 1024 * 1024, answer: short, arrival: { kind: 'mixed' } },
  { name: 'long', bodyBytes: 8 * 1024, answer: { ...short, deltas: 500 }, arrival: { kind: 'mixed' } },
  {
    name: 'left',
    bodyBytes: 8 * 1024,
    answer: { deltas: 40, deltasPerPacket: 1, gapMs: 5 },
    leaveAfter: 3,
    arrival: { kind: 'mixed' },
  },
];

/** Of 200 requests: 20 whose client leaves in the middle, 10 large, 10 long, one of 4 MB. */
const MIX: Mix = {
  connections: 32,
  order: Array.from({ length: 200 }, (_, index) => {
    if (index % 10 === 0) return 'left';
    if (index % 20 === 5) return 'large';
    if (index % 20 === 15) return 'long';
    return index === 101 ? 'huge' : 'short';
  }),
};

export interface SoakSlice {
  readonly answers: number;
  readonly seconds: number;
  readonly residentMb: number;
  /** In use after a collection: what a leak would make grow. */
  readonly heapMb: number;
  readonly externalMb: number;
}

export interface SoakRun {
  readonly slices: readonly SoakSlice[];
  readonly sum: AnswerSum;
}

/** Sends requests of all kinds, and reads ten times what memory Routex has. */
export async function soak(
  rig: Rig,
  requests: number,
  model: string,
  onSlice: (slice: SoakSlice, total: number) => void,
): Promise<SoakRun> {
  const slices: SoakSlice[] = [];
  const results = [];
  let total = 0;
  for (let index = 0; index < SLICES; index += 1) {
    const answers = Math.ceil(requests / SLICES);
    const result = await rig.run('routex', {
      flows: FLOWS.map((flow) => ({ ...flow, model })),
      mix: MIX,
      rampMs: 0,
      windowMs: SLICE_LIMIT_MS,
      answers,
    });
    results.push(result);
    total += result.answers;
    const { residentBytes } = readMemory(rig.routex.pid);
    const heap = await rig.routex.readHeap();
    const slice = {
      answers: result.answers,
      seconds: result.seconds,
      residentMb: residentBytes / MEGABYTE,
      heapMb: heap.heapBytes / MEGABYTE,
      externalMb: heap.externalBytes / MEGABYTE,
    };
    slices.push(slice);
    onSlice(slice, total);
  }
  return { slices, sum: sumAnswers(results) };
}

/** What the last slices have more than those right after the warm-up, as shares. */
export function selectGrowth(slices: readonly SoakSlice[]): { resident: number; heap: number } {
  const growth = (read: (slice: SoakSlice) => number): number => {
    const warm = slices.slice(WARM_SLICES).map(read);
    const third = Math.ceil(warm.length / 3);
    return median(warm.slice(-third)) / median(warm.slice(0, third)) - 1;
  };
  return { resident: growth((slice) => slice.residentMb), heap: growth((slice) => slice.heapMb) };
}
