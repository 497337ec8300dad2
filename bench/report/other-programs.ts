import type { PhaseRun } from '#bench/scenarios/run-scenario';

const MS_PER_SECOND = 1000;

/** Cores that programs outside the bench took while it measured, on average. Numbers of a busy machine are no numbers. */
export function selectOtherPrograms(phases: readonly PhaseRun[]): number {
  let othersMs = 0;
  let totalMs = 0;
  for (const { round, result } of phases) {
    if (round === null) continue;
    const ownMs = Object.values(result.cpuMs).reduce((sum, ms) => sum + ms, 0);
    othersMs += Math.max(0, result.machineMs - ownMs);
    totalMs += result.seconds * MS_PER_SECOND;
  }
  return totalMs === 0 ? 0 : othersMs / totalMs;
}
