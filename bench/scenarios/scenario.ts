import type { Flow, PhaseResult } from '#bench/load/phase';
import type { TargetName } from '#bench/targets/start-targets';

/** What one phase says about one target. NaN: it says nothing about this one. */
export type Values = Readonly<Record<string, number>>;

export type RoundValues = Readonly<Record<TargetName, Values>>;

export interface Metric {
  readonly key: string;
  readonly label: string;
  readonly unit: string;
  /** How Routex is set against the minimal proxy: as they are, or each less the direct way. */
  readonly compare: 'ratio' | 'ratio-of-added';
  /** What the ratio has to be; absent: printed, not judged. */
  readonly target?: { readonly atMost: number; readonly addedAtMost?: number } | { readonly atLeast: number };
}

export interface Scenario {
  /** For the command line. */
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly flows: readonly Flow[];
  readonly rounds: number;
  readonly warmUpMs: number;
  readonly rampMs: number;
  readonly windowMs: number;
  readonly metrics: readonly Metric[];
  readonly read: (result: PhaseResult) => Values;
}
