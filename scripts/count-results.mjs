import { readFileSync } from 'node:fs';

/** Adds the counts of one suite's report to a total. A suite that failed without a failed test counts as one. */
export function addResults(total, file) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const failed = report.numFailedTests;
  total.passed += report.numPassedTests;
  total.failed += !report.success && failed === 0 ? 1 : failed;
  total.skipped += report.numPendingTests + report.numTodoTests;
}

/** Prints the closing line, and makes the process fail with it. Nothing run is a failure too. */
export function closeWith(total) {
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
}
