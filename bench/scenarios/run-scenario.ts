import type { PhaseResult } from '#bench/load/phase';
import type { RoundValues, Scenario, Values } from '#bench/scenarios/scenario';
import { TARGET_NAMES, type Rig, type TargetName } from '#bench/targets/start-targets';

/** One stretch of load, as it is kept for machines. */
export interface PhaseRun {
  readonly target: TargetName;
  /** Counts from 1; null for the warm-up, whose numbers do not count but whose answers do. */
  readonly round: number | null;
  readonly result: PhaseResult;
}

export interface ScenarioRun {
  readonly rounds: readonly RoundValues[];
  readonly phases: readonly PhaseRun[];
}

/** Nothing stands between that has to get warm. */
const DIRECT_WARM_UP_MS = 500;

/** All targets in every round, each round beginning with another, so that what the machine does meets all alike. */
export async function runScenario(
  rig: Rig,
  scenario: Scenario,
  onRound: (round: number) => void,
): Promise<ScenarioRun> {
  const { flows, rampMs, windowMs, warmUpMs } = scenario;
  const phases: PhaseRun[] = [];
  const run = async (target: TargetName, round: number | null): Promise<Values> => {
    const warming = {
      rampMs: 0,
      windowMs: target === 'direct' ? Math.min(warmUpMs, DIRECT_WARM_UP_MS) : warmUpMs,
    };
    const times = round === null ? warming : { rampMs, windowMs };
    const result = await rig.run(target, { flows, ...times });
    phases.push({ target, round, result });
    return scenario.read(result);
  };

  for (const target of TARGET_NAMES) await run(target, null);
  const rounds: RoundValues[] = [];
  for (let round = 1; round <= scenario.rounds; round += 1) {
    onRound(round);
    const values: Record<TargetName, Values> = { direct: {}, proxy: {}, routex: {} };
    for (const target of rotate(TARGET_NAMES, round)) values[target] = await run(target, round);
    rounds.push(values);
  }
  return { rounds, phases };
}

function rotate<Item>(items: readonly Item[], by: number): Item[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
