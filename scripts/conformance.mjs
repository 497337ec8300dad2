// Writes docs/conformance.md: which of the numbered conversion cases hold, and which pairs of protocols. Both are read
// from the names of tests (`case 12: …`, `gemini → openai-chat: …`), so the page says only what has just been run.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const DOCUMENT = 'docs/conformance.md';
const PROTOCOLS = ['anthropic-messages', 'openai-chat', 'openai-responses', 'gemini'];
const SOURCES = ['src-main/gateway', 'tests/integration/conversion'];

const tests = runTests();
const titles = JSON.parse(readFileSync(new URL('conformance-cases.json', import.meta.url), 'utf8'));
const cases = Object.entries(titles).map(([number, title]) => {
  const result = resultOf(tests.filter(({ name }) => caseNumbers(name).includes(number)));
  return { number, title, result };
});
const pairs = PROTOCOLS.flatMap((client) =>
  PROTOCOLS.map((channel) => {
    const own = tests.filter(({ name }) => name.startsWith(`${client} → ${channel}:`));
    return { client, channel, count: own.length, result: resultOf(own) };
  }),
);

writeFileSync(DOCUMENT, createDocument());
closeWith([
  ...cases.map(({ number, title, result }) => ({ name: `case ${number}: ${title}`, result })),
  ...pairs.map(({ client, channel, result }) => ({ name: `${client} → ${channel}`, result })),
]);

/** Name and result of every test that ran. */
function runTests() {
  const directory = mkdtempSync(join(tmpdir(), 'routex-conformance-'));
  const file = join(directory, 'report.json');
  try {
    const vitest = resolve('node_modules/vitest/vitest.mjs');
    const projects = ['--project', 'unit', '--project', 'integration'];
    const reporters = ['--reporter', 'dot', '--reporter', 'json', '--outputFile.json', file];
    const run = spawnSync(process.execPath, [vitest, 'run', ...projects, ...reporters, ...SOURCES], {
      stdio: 'inherit',
    });
    if (!existsSync(file)) {
      console.error('vitest ended without a report; nothing was written');
      process.exit(1);
    }
    const report = JSON.parse(readFileSync(file, 'utf8'));
    // A file that cannot be loaded has no tests that could fail.
    if (run.status !== 0) process.exitCode = 1;
    return report.testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === 'passed' || status === 'failed')
      .map(({ fullName, status }) => ({ name: fullName.trim(), passed: status === 'passed' }));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function caseNumbers(name) {
  return [...name.matchAll(/\bcase (\d+): /g)].map(([, number]) => number);
}

function resultOf(own) {
  if (own.length === 0) return 'not tested';
  return own.every(({ passed }) => passed) ? 'pass' : 'fail';
}

function createDocument() {
  const passed = cases.filter(({ result }) => result === 'pass').length;
  // Rows are not padded, so that one that changes changes alone.
  return `# Conversion conformance

Clients and channels may speak different protocols; Routex converts between them. Two things are kept under test: a list of
${cases.length} hard cases, and every pair of client and channel protocol, driven by the official SDKs against a fake provider that
refuses broken histories and foreign signatures as real ones do. This page is written by \`npm run conformance\` from the names
and results of the tests; change those, or \`scripts/conformance-cases.json\`, and run it again.

## Hard cases

${passed} of ${cases.length} pass. Tests of a case begin with its number (\`case 12: …\`).

<!-- prettier-ignore -->
| case | what must hold | result |
| ---: | --- | --- |
${cases.map(({ number, title, result }) => `| ${number} | ${title} | ${result} |`).join('\n')}

## Pairs

The client’s protocol comes first. Where both are the same, bytes are passed through.

<!-- prettier-ignore -->
| client → channel | tests | result |
| --- | ---: | --- |
${pairs.map(({ client, channel, count, result }) => `| ${client} → ${channel} | ${count} | ${result} |`).join('\n')}
`;
}

/** Names what does not hold, and makes the process fail with it. */
function closeWith(results) {
  const open = results.filter(({ result }) => result !== 'pass');
  for (const { name, result } of open) console.log(`${result}: ${name}`);
  console.log(`${results.length - open.length} of ${results.length} pass; see ${DOCUMENT}`);
  if (open.length > 0) process.exitCode = 1;
}
