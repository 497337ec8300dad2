import { median, spread, type Spread } from '#bench/measure/statistics';
import type { Metric, RoundValues } from '#bench/scenarios/scenario';
import type { TargetName } from '#bench/targets/start-targets';

export interface Comparison {
  readonly metric: Metric;
  /** Medians over the rounds; NaN where a target has no such value. */
  readonly values: Readonly<Record<TargetName, number>>;
  /** Routex to the minimal proxy, of each round; NaN when no round says anything. */
  readonly ratio: Spread;
  /** What Routex adds to the direct way, median; null for metrics that are compared as they are. */
  readonly added: number | null;
  /** Null when the metric has no target. */
  readonly met: boolean | null;
}

/** A ratio is taken within each round, because only there the machine was the same for all. */
export function compare(metric: Metric, rounds: readonly RoundValues[]): Comparison {
  const of = (round: RoundValues, name: TargetName): number => round[name][metric.key] ?? Number.NaN;
  const lessDirect = metric.compare === 'ratio-of-added';
  const cost = (round: RoundValues, name: TargetName): number =>
    lessDirect ? of(round, name) - of(round, 'direct') : of(round, name);
  const values = (name: TargetName): number => median(rounds.map((round) => of(round, name)));
  // A round in which the proxy was no slower than the direct way was measured on a disturbed machine.
  const sound = rounds.filter((round) => !lessDirect || cost(round, 'proxy') > 0);
  const ratio = spread(sound.map((round) => cost(round, 'routex') / cost(round, 'proxy')));
  const added = lessDirect ? median(rounds.map((round) => cost(round, 'routex'))) : null;
  return {
    metric,
    values: { direct: values('direct'), proxy: values('proxy'), routex: values('routex') },
    ratio,
    added,
    met: metric.target === undefined ? null : isMet(metric.target, ratio.median, added),
  };
}

function isMet(target: NonNullable<Metric['target']>, ratio: number, added: number | null): boolean {
  if ('atLeast' in target) return ratio >= target.atLeast;
  const { atMost, addedAtMost } = target;
  // Asked this way round, a value that is missing meets nothing.
  return ratio <= atMost && (addedAtMost === undefined || (added !== null && added <= addedAtMost));
}
