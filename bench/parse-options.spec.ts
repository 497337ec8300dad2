import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '#bench/scenarios/index';
import { parseOptions } from './parse-options';

const parse = (...args: string[]): ReturnType<typeof parseOptions> => parseOptions(args, SCENARIOS);

describe('parseOptions', () => {
  it('runs all scenarios that convert nothing, with their own rounds, when nothing is said', () => {
    expect(parse()).toEqual({
      group: 'pass-through',
      scenarios: SCENARIOS.filter(({ group }) => group === 'pass-through'),
      soak: null,
      curve: false,
      planning: false,
      overview: false,
      requests: null,
      profile: null,
      markdown: false,
      cli: resolve('out/main/cli.js'),
      output: resolve('bench/results/latest.json'),
    });
  });

  it('selects scenarios by letter or name and changes their size', () => {
    const { scenarios } = parse('--scenario', 'b,capacity', '--rounds', '2', '--seconds', '0.5');
    expect(scenarios).toMatchObject([
      { id: 'b', rounds: 2, windowMs: 500 },
      { id: 'a', rounds: 2, windowMs: 500 },
    ]);
  });

  it('runs the conversions, and nothing else, when asked for them', () => {
    expect(parse('--conversion').scenarios.map(({ id }) => id)).toEqual(['g', 'h', 'i', 'j', 'k']);
    expect(parse('--scenario', 'a,converted-lag').scenarios.map(({ id }) => id)).toEqual(['a', 'k']);
  });

  it('does not overwrite the numbers of a measurement with those of another run', () => {
    expect(parse('--soak', '1000')).toMatchObject({ soak: 1000, output: resolve('bench/results/soak.json') });
    expect(parse('--overview', '--requests', '1000')).toMatchObject({ overview: true, requests: 1000 });
    expect(parse('--curve')).toMatchObject({ curve: true, output: resolve('bench/results/curve.json') });
  });

  it.each([
    ['--scenario=z', 'there is no scenario "z"'],
    ['--rounds=0', '--rounds'],
    ['--seconds=long', '--seconds'],
    ['--soak=-1', '--soak'],
    ['--soak=100 --curve', '--curve and --soak'],
    ['--planning --curve', '--planning is a run of its own'],
    ['--overview --planning', '--overview is a run of its own'],
    ['--requests=10', '--requests goes with --overview'],
    ['--unknown=1', '--unknown'],
  ])('refuses %s instead of measuring something else', (option, message) => {
    expect(() => parse(...option.split(' '))).toThrow(message);
  });

  it('has a letter and a name of its own for each scenario', () => {
    const names = SCENARIOS.flatMap(({ id, name }) => [id, name]);
    expect(new Set(names).size).toBe(names.length);
  });
});
