import { compare } from '#bench/report/compare';
import type { ReportSection } from '#bench/report/format-report';
import { measureMemory, MEMORY } from '#bench/scenarios/memory';
import { runScenario, type PhaseRun } from '#bench/scenarios/run-scenario';
import type { Metric, RoundValues, Scenario } from '#bench/scenarios/scenario';
import type { Rig } from '#bench/targets/start-targets';

export interface Measurement extends ReportSection {
  readonly rounds: readonly RoundValues[];
  readonly phases: readonly PhaseRun[];
}

/** Runs the scenarios one after the other, and reads at the end what memory they took. */
export async function measureAll(
  rig: Rig,
  scenarios: readonly Scenario[],
  say: (line: string) => void,
): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const scenario of scenarios) {
    const title = `(${scenario.id}) ${scenario.title}`;
    const { rounds, phases } = await runScenario(rig, scenario, (round) =>
      say(`(${scenario.id}) ${scenario.name}, round ${round} of ${scenario.rounds}`),
    );
    measurements.push({ title, rounds, phases, comparisons: compareAll(scenario.metrics, rounds) });
  }
  const converts = scenarios.some(({ group }) => group === 'conversion');
  const { title, metrics } = MEMORY[converts ? 'conversion' : 'pass-through'];
  const memory = [await measureMemory(rig)];
  measurements.push({ title, rounds: memory, phases: [], comparisons: compareAll(metrics, memory) });
  return measurements;
}

function compareAll(
  metrics: readonly Metric[],
  rounds: readonly RoundValues[],
): ReportSection['comparisons'] {
  return metrics.map((metric) => compare(metric, rounds));
}
