// `npm run bench`: direct, minimal proxy and Routex, measured in turns in one run. See docs/performance.md.
import { parseOptions, USAGE, type BenchOptions } from '#bench/parse-options';
import { runBench } from '#bench/run-bench';
import { runCurve } from '#bench/run-curve';
import { runOverview } from '#bench/run-overview';
import { runPlanning } from '#bench/run-planning';
import { runSoak } from '#bench/run-soak';
import { SCENARIOS } from '#bench/scenarios/index';

const EXIT_BROKEN = 1;
const EXIT_USAGE = 2;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let options: BenchOptions;
  try {
    options = parseOptions(args, SCENARIOS);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return EXIT_USAGE;
  }
  try {
    return (await run(options)) ? 0 : EXIT_BROKEN;
  } catch (error) {
    console.error(error);
    return EXIT_BROKEN;
  }
}

/** False when an answer was not right. */
function run(options: BenchOptions): Promise<boolean> {
  if (options.overview) return runOverview(options.requests);
  if (options.planning) return runPlanning();
  if (options.curve) return runCurve(options);
  return options.soak === null ? runBench(options) : runSoak(options, options.soak);
}
