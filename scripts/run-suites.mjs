// Runs vitest suites one after the other and closes with their counts, so that a run over several suites ends in one
// line. Results also lie in .results/<suite>.json for whoever adds runs up.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { addResults, closeWith } from './count-results.mjs';

const RESULTS = '.results';
const NO_TESTS = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
const vitest = resolve('node_modules/vitest/vitest.mjs');
const suites = process.argv.slice(2);
if (suites.length === 0) {
  console.error('usage: node scripts/run-suites.mjs SUITE…');
  process.exit(2);
}

mkdirSync(RESULTS, { recursive: true });
const total = { passed: 0, failed: 0, skipped: 0 };

for (const suite of suites) {
  const file = `${RESULTS}/${suite}.json`;
  rmSync(file, { force: true });
  console.log(`\n── ${suite} ──`);
  const run = spawnSync(
    process.execPath,
    [
      vitest,
      'run',
      '--project',
      suite,
      '--reporter',
      'default',
      '--reporter',
      'json',
      '--outputFile.json',
      file,
    ],
    { stdio: 'inherit' },
  );
  // A suite that did not get as far as a report, or failed beside its tests (a leak), must not look green to anyone.
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : NO_TESTS;
  if (run.status !== 0) writeFileSync(file, JSON.stringify({ ...report, success: false }));
  addResults(total, file);
}

console.log();
closeWith(total);
