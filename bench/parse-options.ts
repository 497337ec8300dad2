import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Group, Scenario } from '#bench/scenarios/scenario';

const RESULTS = 'bench/results';
const SECOND_MS = 1000;

export const USAGE = `usage: npm run bench -- [options]

  --conversion       requests that Routex converts, instead of those it passes through
  --scenario a,b     only these, by letter or name
  --rounds N         rounds of each scenario
  --seconds N        length of each measurement
  --soak N           instead: N requests of all kinds, and what memory Routex has meanwhile
  --curve            instead: what a conversion costs as bodies and answers grow
  --planning         instead: what one plan takes with many channels and rules
  --overview         instead: what the dashboard's queries take on 1,000,000 requests, or on --requests N
  --profile          write a CPU profile of Routex to ${RESULTS}/profile
  --cli FILE         another build of Routex; out/main/cli.js by default
  --markdown         print one table in Markdown
  --output FILE      where the numbers go; ${RESULTS}/latest.json, soak.json or curve.json by default`;

export interface BenchOptions {
  /** Which requests are sent where no scenario says it. */
  readonly group: Group;
  readonly scenarios: readonly Scenario[];
  /** Requests of a soak; null: measure the scenarios. */
  readonly soak: number | null;
  /** Growing bodies and answers instead. */
  readonly curve: boolean;
  /** What one plan takes instead. */
  readonly planning: boolean;
  /** What the dashboard's queries take instead. */
  readonly overview: boolean;
  /** How many requests these are made on; null: as many as usual. */
  readonly requests: number | null;
  /** Folder for a CPU profile of Routex. */
  readonly profile: string | null;
  readonly cli: string;
  readonly markdown: boolean;
  readonly output: string;
}

/** @throws {Error} what is wrong with the command line, for people */
export function parseOptions(args: readonly string[], all: readonly Scenario[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      conversion: { type: 'boolean', default: false },
      scenario: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      soak: { type: 'string' },
      curve: { type: 'boolean', default: false },
      planning: { type: 'boolean', default: false },
      overview: { type: 'boolean', default: false },
      requests: { type: 'string' },
      profile: { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
      cli: { type: 'string', default: 'out/main/cli.js' },
      output: { type: 'string' },
    },
  });
  const rounds = parsePositive('--rounds', values.rounds);
  const seconds = parsePositive('--seconds', values.seconds);
  const soak = parsePositive('--soak', values.soak);
  const requests = parsePositive('--requests', values.requests);
  const { curve, planning, overview } = values;
  if (curve && soak !== null) throw new Error('--curve and --soak are two different runs');
  if (planning && (curve || soak !== null)) throw new Error('--planning is a run of its own');
  if (overview && (planning || curve || soak !== null)) throw new Error('--overview is a run of its own');
  if (requests !== null && !overview) throw new Error('--requests goes with --overview');
  const group = values.conversion ? 'conversion' : 'pass-through';
  const ofGroup = all.filter((scenario) => scenario.group === group);
  return {
    group,
    soak,
    curve,
    planning,
    overview,
    requests,
    scenarios: (values.scenario === undefined ? ofGroup : selectScenarios(values.scenario, all)).map(
      (scenario) => ({
        ...scenario,
        ...(rounds === null ? {} : { rounds: Math.ceil(rounds) }),
        ...(seconds === null ? {} : { windowMs: seconds * SECOND_MS }),
      }),
    ),
    profile: values.profile ? resolve(RESULTS, 'profile') : null,
    cli: resolve(values.cli),
    markdown: values.markdown,
    output: resolve(values.output ?? join(RESULTS, selectFile(soak !== null, curve))),
  };
}

function selectFile(soaks: boolean, curve: boolean): string {
  if (curve) return 'curve.json';
  return soaks ? 'soak.json' : 'latest.json';
}

function selectScenarios(list: string, all: readonly Scenario[]): readonly Scenario[] {
  return list.split(',').map((wanted) => {
    const found = all.find(({ id, name }) => wanted === id || wanted === name);
    if (found !== undefined) return found;
    const known = all.map(({ id, name }) => `${id} (${name})`).join(', ');
    throw new Error(`there is no scenario "${wanted}"; there are ${known}`);
  });
}

function parsePositive(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new Error(`${name} has to be a number above 0, not "${text}"`);
}
