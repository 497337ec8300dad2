// Adds up the results of all suites that ran: the last line of a whole check.
import { readFileSync, readdirSync } from 'node:fs';

const RESULTS = '.results';
const total = { passed: 0, failed: 0, skipped: 0 };
for (const name of readdirSync(RESULTS).filter((file) => file.endsWith('.json'))) {
  const report = JSON.parse(readFileSync(`${RESULTS}/${name}`, 'utf8'));
  total.passed += report.numPassedTests;
  total.failed += report.numFailedTests;
  total.skipped += report.numPendingTests + report.numTodoTests;
  if (!report.success && report.numFailedTests === 0) total.failed += 1;
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
