import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { readFirstLine } from '#tests/support/read-first-line';

const CLI = resolve('out/main/cli.js');
const STOP_TIMEOUT_MS = 10_000;

const announcementSchema = z.object({
  address: z.url(),
  token: z.string(),
  adminToken: z.string(),
  dashboard: z.url(),
  pid: z.number(),
});

export interface RunningRoutex {
  readonly address: string;
  readonly token: string;
  readonly adminToken: string;
  /** Runs a command of the CLI against this gateway and returns its standard output. */
  command(args: readonly string[], stdin?: string): Promise<string>;
  /** Asks the process to end, and returns its exit code. */
  stop(): Promise<number | null>;
}

/** The built `routex serve` as a process of its own, in an empty data directory. */
export async function startRoutex(): Promise<RunningRoutex> {
  const directory = await mkdtemp(join(tmpdir(), 'routex-home-'));
  const env = { PATH: process.env['PATH'] ?? '', HOME: directory, ROUTEX_HOME: directory, LANG: 'C.UTF-8' };
  const child = spawn(process.execPath, [CLI, 'serve', '--port', '0', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk) => (log += String(chunk)));
  const { address, token, adminToken } = announcementSchema.parse(
    JSON.parse(await readFirstLine(child, () => log)),
  );

  return {
    address,
    token,
    adminToken,
    async command(args, stdin = '') {
      const running = promisify(execFile)(process.execPath, [CLI, ...args], { env });
      running.child.stdin?.end(stdin);
      const { stdout } = await running;
      return stdout;
    },
    async stop() {
      const exited = new Promise<number | null>((resolve_) => child.once('exit', resolve_));
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      const code = await exited;
      clearTimeout(timer);
      await rm(directory, { recursive: true, force: true });
      return code;
    },
  };
}
