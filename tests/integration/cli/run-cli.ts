import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';

const BUNDLE = resolve('out/main/cli.js');
const COMMAND_TIMEOUT_MS = 30_000;
const START_TIMEOUT_MS = 20_000;

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `serve --json` prints first. */
export interface ServeLine {
  readonly address: string;
  readonly token: string;
  readonly adminToken: string;
  readonly dashboard: string;
  readonly pid: number;
}

export interface RunningServe {
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  signal(name: NodeJS.Signals): void;
  /** Resolves when the process has ended. */
  readonly ended: Promise<CliRun>;
}

/** A data directory of its own, removed with the test. */
export function createHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'routex-cli-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  return home;
}

export interface CliOptions {
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** The script to run instead of the command's bundle. */
  readonly script?: string;
}

function spawnCli(
  args: readonly string[],
  options: CliOptions,
): { child: ChildProcess; run: Promise<CliRun> } {
  const { home, env = {}, input, script = BUNDLE } = options;
  const child = spawn(process.execPath, [script, ...args], {
    // Nothing of the developer's own settings, proxies or language.
    env: { PATH: process.env['PATH'], HOME: home, ROUTEX_HOME: home, LANG: 'C.UTF-8', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // A command that does not read its input closes the pipe.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  const output = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const run = once(child, 'close').then(([code]: (number | null)[]) => ({ code: code ?? null, ...output }));
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await run;
  });
  return { child, run };
}

/** Runs a command to its end. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<CliRun> {
  const { child, run } = spawnCli(args, options);
  const timer = setTimeout(() => child.kill('SIGKILL'), COMMAND_TIMEOUT_MS);
  const result = await run;
  clearTimeout(timer);
  return result;
}

/** Runs a command that must succeed and gives its JSON. */
export async function runJson<Value>(args: readonly string[], options: CliOptions): Promise<Value> {
  const { code, stdout, stderr } = await runCli([...args, '--json'], options);
  if (code !== 0) throw new Error(`routex ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`);
  return JSON.parse(stdout) as Value;
}

/** Starts a command that keeps running, and waits until its standard output matches. */
export async function startCli(
  args: readonly string[],
  ready: RegExp,
  options: CliOptions,
): Promise<RunningServe> {
  const { child, run } = spawnCli(args, options);
  let stdout = '';
  let stderr = '';
  child.stderr?.on('data', (text: string) => (stderr += text));
  await new Promise<void>((fulfil, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`not ready in time: ${stdout}${stderr}`)),
      START_TIMEOUT_MS,
    );
    child.stdout?.on('data', (text: string) => {
      stdout += text;
      if (!ready.test(stdout)) return;
      clearTimeout(timer);
      fulfil();
    });
    void run.then((ended) => reject(new Error(`ended too early: ${JSON.stringify(ended)}`)));
  });
  return {
    pid: child.pid ?? 0,
    stdout: () => stdout,
    stderr: () => stderr,
    signal: (name) => void child.kill(name),
    ended: run,
  };
}

/** Starts the gateway on a free port. */
export async function startServe(
  options: CliOptions & { args?: readonly string[] },
): Promise<RunningServe & { line: ServeLine }> {
  const { args = [], ...rest } = options;
  const served = await startCli(['serve', '--json', '--port', '0', ...args], /\n/, rest);
  const [first = ''] = served.stdout().split('\n');
  return { ...served, line: JSON.parse(first) as ServeLine };
}
