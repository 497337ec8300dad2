import type { BenchOptions } from '#bench/parse-options';
import { describeMachine } from '#bench/report/describe-machine';
import { describeAnswers, hasFaults } from '#bench/report/sum-answers';
import { writeResults } from '#bench/report/write-results';
import { MODELS } from '#bench/scenarios/scenario';
import { selectGrowth, soak } from '#bench/soak';
import { withRig } from '#bench/targets/with-rig';

/** Sends many requests of all kinds and shows what memory Routex has. False when an answer was not right. */
export async function runSoak(
  { cli, profile, output, group }: BenchOptions,
  requests: number,
): Promise<boolean> {
  console.log('requests   req/s   resident MB   heap in use MB   outside the heap MB');
  const { slices, sum } = await withRig({ cli, profile, reportHeap: true }, (rig) =>
    soak(rig, requests, MODELS[group], ({ answers, seconds, residentMb, heapMb, externalMb }, total) => {
      const cells = [answers / seconds, residentMb, heapMb, externalMb].map((value) => value.toFixed(1));
      const [rate = '', resident = '', heap = '', external = ''] = cells;
      console.log(
        `${String(total).padStart(8)}  ${rate.padStart(6)}  ${resident.padStart(12)}  ${heap.padStart(15)}  ${external.padStart(20)}`,
      );
    }),
  );
  const growth = selectGrowth(slices);
  console.log(`\n${describeAnswers(sum)}`);
  console.log(
    `From the fourth slice to the last: resident ${formatShare(growth.resident)}, heap in use ${formatShare(growth.heap)}`,
  );
  writeResults(output, { machine: describeMachine(), requests, sum, growth, slices });
  return !hasFaults(sum);
}

function formatShare(share: number): string {
  return `${share < 0 ? '−' : '+'}${Math.abs(share * 100).toFixed(1)} %`;
}
