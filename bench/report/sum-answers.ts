import type { Fault, PhaseResult } from '#bench/load/phase';

export interface AnswerSum {
  readonly answers: number;
  readonly faults: Record<Fault, number>;
  /** What the first fault looked like; null without one. */
  readonly firstFault: string | null;
}

/** Adds up what was checked. */
export function sumAnswers(results: readonly PhaseResult[]): AnswerSum {
  const faults = { lost: 0, reordered: 0, wrong: 0, failed: 0 };
  for (const result of results) {
    faults.lost += result.faults.lost;
    faults.reordered += result.faults.reordered;
    faults.wrong += result.faults.wrong;
    faults.failed += result.faults.failed;
  }
  return {
    answers: results.reduce((sum, result) => sum + result.answers, 0),
    faults,
    firstFault: results.find((result) => result.firstFault !== null)?.firstFault ?? null,
  };
}

export function hasFaults({ faults }: AnswerSum): boolean {
  return Object.values(faults).some((count) => count > 0);
}

export function describeAnswers({ answers, faults, firstFault }: AnswerSum): string {
  const counts = Object.entries(faults).map(([fault, count]) => `${count} ${fault}`);
  const line = `${answers.toLocaleString('en')} answers checked to the last byte: ${counts.join(', ')}`;
  return firstFault === null ? line : `${line}\n  first: ${firstFault}`;
}
