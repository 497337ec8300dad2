import { describe, expect, it } from 'vitest';
import type { Metric, RoundValues } from '#bench/scenarios/scenario';
import { compare } from './compare';

const cpu: Metric = { key: 'cpu', label: 'CPU', unit: 'µs', compare: 'ratio', target: { atMost: 1.3 } };
const rate: Metric = { key: 'rate', label: 'rate', unit: '1/s', compare: 'ratio', target: { atLeast: 0.8 } };
const added: Metric = {
  key: 'ms',
  label: 'added',
  unit: 'ms',
  compare: 'ratio-of-added',
  target: { atMost: 1.7, addedAtMost: 1 },
};

const rounds = (key: string, values: readonly [number, number, number][]): RoundValues[] =>
  values.map(([direct, proxy, routex]) => ({
    direct: { [key]: direct },
    proxy: { [key]: proxy },
    routex: { [key]: routex },
  }));

describe('compare', () => {
  it('takes ratios within a round, so that a slow moment of the machine does not count', () => {
    // The second round ran on a machine half as fast: the medians alone would say 3.
    const found = compare(
      cpu,
      rounds('cpu', [
        [0, 100, 120],
        [0, 200, 240],
        [0, 100, 300],
      ]),
    );
    expect(found.ratio).toEqual({ median: 1.2, min: 1.2, max: 3 });
    expect(found.values).toEqual({ direct: 0, proxy: 100, routex: 240 });
    expect(found.met).toBe(true);
  });

  it('judges in the direction of the metric', () => {
    expect(compare(cpu, rounds('cpu', [[0, 100, 140]])).met).toBe(false);
    expect(compare(rate, rounds('rate', [[0, 100, 140]])).met).toBe(true);
    expect(compare(rate, rounds('rate', [[0, 100, 70]])).met).toBe(false);
  });

  it('sets what Routex adds against what the proxy adds, and holds it to its absolute limit too', () => {
    const within = compare(added, rounds('ms', [[1, 1.5, 1.75]]));
    expect(within).toMatchObject({ added: 0.75, met: true });
    expect(within.ratio.median).toBe(1.5);
    expect(compare(added, rounds('ms', [[1, 1.5, 2]]))).toMatchObject({ added: 1, met: false });
    expect(compare(added, rounds('ms', [[1, 2, 2.5]]))).toMatchObject({ added: 1.5, met: false });
  });

  it('leaves out a round in which the proxy seemed to add nothing: its ratio would mean nothing', () => {
    const found = compare(
      added,
      rounds('ms', [
        [1, 1.5, 1.6],
        [9, 2, 7],
        [1, 1.5, 1.7],
      ]),
    );
    expect(found.ratio.min).toBeCloseTo(1.2);
    expect(found.ratio.max).toBeCloseTo(1.4);
    expect(compare(added, rounds('ms', [[9, 2, 7]]))).toMatchObject({ met: false });
  });

  it('never takes a value that is missing for a target that was met', () => {
    expect(compare(cpu, rounds('other', [[1, 1, 1]]))).toMatchObject({ met: false });
    expect(compare(added, [])).toMatchObject({ met: false });
  });

  it('does not judge what has no target', () => {
    const { target: _, ...open } = cpu;
    expect(compare(open, rounds('cpu', [[0, 1, 9]])).met).toBeNull();
  });
});
