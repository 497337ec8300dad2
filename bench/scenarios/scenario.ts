import type { Flow, PhaseResult } from '#bench/load/phase';
import type { TargetName } from '#bench/targets/start-targets';
import { CLIENT_MODEL, CONVERTED_MODEL } from '#bench/traffic/models';

/** What Routex has to do for a request: send its bytes on, or write it and its answer anew. */
export type Group = 'pass-through' | 'conversion';

/** Which model a group's requests ask for. */
export const MODELS: Readonly<Record<Group, string>> = {
  'pass-through': CLIENT_MODEL,
  conversion: CONVERTED_MODEL,
};

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
  readonly target?: AtMost | AtLeast;
}

export interface AtMost {
  readonly atMost: number;
  /** Limit of what Routex adds to the direct way, in the metric's unit. */
  readonly addedAtMost?: number;
}

export interface AtLeast {
  readonly atLeast: number;
}

/** What tells one scenario of a kind from another. */
export type ScenarioId = Pick<Scenario, 'group' | 'id' | 'name' | 'title'>;

export interface Scenario {
  readonly group: Group;
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
