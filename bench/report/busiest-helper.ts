import type { PhaseRun } from '#bench/scenarios/run-scenario';

const MS_PER_SECOND = 1000;
const HELPERS = ['upstream', 'load'] as const;

/**
 * The largest share of a core that upstream or load took while a gateway was measured. Near 1 the numbers would be
 * theirs and not the gateway's.
 */
export function selectBusiestHelper(phases: readonly PhaseRun[]): { name: string; share: number } {
  let busiest = { name: '', share: 0 };
  for (const { target, round, result } of phases) {
    if (target === 'direct' || round === null) continue;
    for (const name of HELPERS) {
      const share = (result.cpuMs[name] ?? 0) / (result.seconds * MS_PER_SECOND);
      if (share > busiest.share) busiest = { name, share };
    }
  }
  return busiest;
}
