#!/usr/bin/env node
import en from '../../locales/en/cli.json';
import zh from '../../locales/zh/cli.json';

/** Below it the native database module does not fail but crashes the process, so nothing else is loaded before. */
const NEEDED = [22, 19] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  const { nodeTooOld } = /^zh/i.test(process.env['LC_ALL'] || process.env['LANG'] || '') ? zh : en;
  const line = nodeTooOld.replace('{{needed}}', NEEDED.join('.')).replace('{{found}}', process.versions.node);
  process.stderr.write(`${line}\n`);
  process.exitCode = 1;
} else {
  const { runCli } = await import('./main');
  process.exitCode = await runCli(process);
}
