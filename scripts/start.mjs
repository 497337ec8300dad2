// `npm start`: builds what is missing or out of date, then runs the gateway in this process, so that signals and the
// exit code are its own. Arguments after `--` go to `routex serve`.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = resolve(import.meta.dirname, '..');
const BUNDLE = join(ROOT, 'out/main/cli.js');
const BUILDER = join(ROOT, 'node_modules/electron-vite/bin/electron-vite.js');
const SOURCES = ['src-main', 'src-shared', 'locales', 'resources'];
const CONFIGURATION = ['electron.vite.config.ts', 'tsconfig.json', 'package.json', 'package-lock.json'];
const NEEDED_NODE = [22, 19];

const STDERR = 2;

assertNodeVersion();
if (isOutOfDate()) build();
process.argv = [process.execPath, BUNDLE, 'serve', ...process.argv.slice(2)];
await import(pathToFileURL(BUNDLE).href);

function assertNodeVersion() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > NEEDED_NODE[0] || (major === NEEDED_NODE[0] && minor >= NEEDED_NODE[1])) return;
  fail('nodeTooOld', { needed: NEEDED_NODE.join('.'), found: process.versions.node });
}

function isOutOfDate() {
  if (!existsSync(BUNDLE)) return true;
  const builtAt = statSync(BUNDLE).mtimeMs;
  return listSources().some((path) => statSync(path).mtimeMs > builtAt);
}

function listSources() {
  const files = SOURCES.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.spec\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return [...files, ...CONFIGURATION.map((name) => join(ROOT, name)).filter((path) => existsSync(path))];
}

function build() {
  if (!existsSync(BUILDER)) fail('notInstalled', {});
  // Standard output belongs to the program: with --json its first line is for scripts.
  const { status } = spawnSync(process.execPath, [BUILDER, 'build', '--logLevel', 'warn'], {
    cwd: ROOT,
    stdio: ['ignore', STDERR, STDERR],
  });
  if (status !== 0) process.exit(status ?? 1);
}

function fail(text, values) {
  const locale = /^zh/i.test(process.env.LC_ALL || process.env.LANG || '') ? 'zh' : 'en';
  const texts = JSON.parse(readFileSync(join(ROOT, `locales/${locale}/cli.json`), 'utf8'));
  console.error(texts[text].replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]));
  process.exit(1);
}
