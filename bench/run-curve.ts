import { measureCurves, type Curve, type CurvePoint } from '#bench/curve';
import type { BenchOptions } from '#bench/parse-options';
import { describeMachine } from '#bench/report/describe-machine';
import { formatTable } from '#bench/report/format-table';
import { describeAnswers, hasFaults } from '#bench/report/sum-answers';
import { writeResults } from '#bench/report/write-results';
import { withRig } from '#bench/targets/with-rig';

const KILOBYTE = 1024;
const MEGABYTE = 1024 * KILOBYTE;
const US_PER_MS = 1000;
/** Twice the size then costs at most 2.3 times as much; twice is what noise and a growing heap leave room for. */
const MAX_EXPONENT = 1.2;

interface Columns {
  readonly title: string;
  readonly size: (size: number) => string;
  readonly perUnit: string;
  /** A cost in milliseconds of a request of this size, per unit. */
  readonly per: (ms: number, size: number) => number;
}

const COLUMNS: Readonly<Record<Curve['name'], Columns>> = {
  request: {
    title: 'body',
    size: formatBytes,
    perUnit: 'ms per MB',
    per: (ms, size) => ms / (size / MEGABYTE),
  },
  answer: {
    title: 'events',
    size: (events) => events.toLocaleString('en'),
    perUnit: 'µs per event',
    per: (ms, size) => (ms * US_PER_MS) / size,
  },
};

/** Shows how the cost of a conversion grows with what is converted. False when an answer was not right. */
export async function runCurve({ cli, profile, output, markdown }: BenchOptions): Promise<boolean> {
  const { curves, peakBytes, sum } = await withRig({ cli, profile, reportHeap: false }, (rig) =>
    measureCurves(rig, (line) => console.error(line)),
  );
  for (const curve of curves) console.log(`\n${describeCurve(curve, markdown)}`);
  console.log(`\n${describeAnswers(sum)}`);
  if (peakBytes !== null) console.log(`Peak resident memory ${Math.round(peakBytes / MEGABYTE)} MB.`);
  writeResults(output, { machine: describeMachine(), sum, peakBytes, curves });
  return !hasFaults(sum);
}

export function describeCurve({ name, points, exponent }: Curve, markdown: boolean): string {
  const { title, size, perUnit, per } = COLUMNS[name];
  const headings = [title, 'direct, ms', 'Routex, ms', `added ${perUnit}`, `CPU ${perUnit}`];
  const row = (point: CurvePoint): string[] => [
    size(point.size),
    point.directMs.toFixed(1),
    point.routexMs.toFixed(1),
    per(point.routexMs - point.directMs, point.size).toFixed(2),
    per(point.cpuMs, point.size).toFixed(2),
  ];
  const verdict = exponent <= MAX_EXPONENT ? 'ok' : 'MISS';
  return [
    formatTable([headings, ...points.map(row)], markdown),
    '',
    `CPU grows as the size to the power of ${exponent.toFixed(2)} (1 is linear, 2 quadratic; target ≤ ${MAX_EXPONENT}): ${verdict}`,
  ].join('\n');
}

function formatBytes(bytes: number): string {
  return bytes < MEGABYTE ? `${bytes / KILOBYTE} KB` : `${bytes / MEGABYTE} MB`;
}
