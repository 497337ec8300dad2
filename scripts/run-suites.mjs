// Runs vitest suites one after the other and closes with their counts, so that a run over several suites ends in one
// line. Results also lie in .results/<suite>.json for whoever adds runs up.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const RESULTS = '.results';
const vitest = resolve('node_modules/vitest/vitest.mjs');
const suites = process.argv.slice(2);
if (suites.length === 0) {
  console.error('usage: node scripts/run-suites.mjs SUITE…');
  process.exit(2);
}

mkdirSync(RESULTS, { recursive: true });
const total = { passed: 0, failed: 0, skipped: 0 };
let broken = false;

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
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    total.passed += report.numPassedTests;
    total.failed += report.numFailedTests;
    total.skipped += report.numPendingTests + report.numTodoTests;
    // A suite that fails without a failed test (a file that does not load, a leak) must not look green.
    if (run.status !== 0 && report.numFailedTests === 0) total.failed += 1;
  } catch {
    total.failed += 1;
    // The suite did not get as far as a report; whoever adds up must see that too.
    const report = {
      success: false,
      numPassedTests: 0,
      numFailedTests: 1,
      numPendingTests: 0,
      numTodoTests: 0,
    };
    writeFileSync(file, JSON.stringify(report));
  }
  if (run.status !== 0) broken = true;
}

console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = broken || total.failed > 0 || total.passed === 0 ? 1 : 0;
