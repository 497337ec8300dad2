import { measureAll, type Measurement } from '#bench/measure-all';
import type { BenchOptions } from '#bench/parse-options';
import { selectBusiestHelper } from '#bench/report/busiest-helper';
import { describeMachine } from '#bench/report/describe-machine';
import { formatMarkdown, formatReport } from '#bench/report/format-report';
import { selectOtherPrograms } from '#bench/report/other-programs';
import { describeAnswers, hasFaults, sumAnswers } from '#bench/report/sum-answers';
import { writeResults } from '#bench/report/write-results';
import { withRig } from '#bench/targets/with-rig';

const MS_PER_SECOND = 1000;
/** Share of a core above which the numbers would be those of the bench itself. */
const HELPER_LIMIT = 0.9;
/** Cores taken by other programs above which a run should be repeated. */
const OTHERS_LIMIT = 0.2;

/** Measures, prints, and keeps the numbers. False when an answer was not right. */
export async function runBench(options: BenchOptions): Promise<boolean> {
  const { scenarios, cli, profile, markdown, output } = options;
  const beganAt = performance.now();
  const measurements = await withRig({ cli, profile, reportHeap: false }, (rig) =>
    measureAll(rig, scenarios, (line) => console.error(line)),
  );
  const seconds = (performance.now() - beganAt) / MS_PER_SECOND;
  const phases = measurements.flatMap((measurement) => measurement.phases);
  const sum = sumAnswers(phases.map(({ result }) => result));
  const busiestHelper = selectBusiestHelper(phases);
  const otherPrograms = selectOtherPrograms(phases);
  writeResults(output, {
    machine: describeMachine(),
    seconds,
    sum,
    busiestHelper,
    otherPrograms,
    measurements,
  });

  console.log(`\n${markdown ? formatMarkdown(measurements) : formatReport(measurements)}\n`);
  console.log(describeAnswers(sum));
  console.log(
    `Upstream and load took at most ${percent(busiestHelper.share)} of a core while a gateway was measured, other programs ${percent(otherPrograms)} on average.`,
  );
  if (busiestHelper.share > HELPER_LIMIT) {
    console.log(`WARNING: ${busiestHelper.name} was too busy; the numbers are not the gateway's.`);
  }
  if (otherPrograms > OTHERS_LIMIT) console.log('WARNING: the machine was not quiet; repeat the run.');
  if (profile !== null)
    console.log(`CPU profile in ${profile}. Profiling costs time: do not quote this run.`);
  console.log(describeOutcome(measurements, hasFaults(sum), seconds));
  return !hasFaults(sum);
}

function describeOutcome(measurements: readonly Measurement[], faulty: boolean, seconds: number): string {
  if (faulty) return 'Answers were wrong: the numbers mean nothing.';
  const verdicts = measurements
    .flatMap(({ comparisons }) => comparisons.map(({ met }) => met))
    .filter((met) => met !== null);
  return `${verdicts.filter((met) => met).length} of ${verdicts.length} targets met, in ${Math.round(seconds)} s.`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
