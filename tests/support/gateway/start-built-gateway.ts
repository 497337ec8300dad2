import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import * as z from 'zod';
import type { CreateChannel } from '#shared/contract/channels';
import { readFirstLine } from '#tests/support/read-first-line';

const CLI = resolve('out/main/cli.js');
const STOP_TIMEOUT_MS = 20_000;
const QUIET_LEVELS: ReadonlySet<string> = new Set(['debug', 'info', 'warn']);

const announcementSchema = z.object({
  address: z.url(),
  token: z.string(),
  adminToken: z.string(),
  pid: z.number(),
});

const logLineSchema = z.object({ level: z.string(), msg: z.string() }).loose();

export interface BuiltGatewayOptions {
  /** What `config.json` holds. */
  readonly settings?: object;
  /** Runs on the empty data directory before the process starts. */
  readonly prepare?: (directory: string) => void;
  /** A module that its process loads first. */
  readonly preload?: string;
}

/** The built `routex serve` as a process of its own, on a data directory of its own. */
export interface BuiltGateway {
  readonly url: string;
  readonly token: string;
  readonly adminToken: string;
  readonly pid: number;
  readonly directory: string;
  /** Lines logged at `error` or above, and lines that are no log at all. */
  readonly problems: readonly string[];
  /** The newest lines of the log, whatever their level. */
  readonly tail: readonly string[];
  /** Has every line from now on looked at, as it was written. */
  watchLog(look: (line: string) => void): void;
  /** Calls the admin API; rejects when it refuses. */
  api(method: string, path: string, body?: unknown): Promise<unknown>;
  addChannel(channel: Partial<CreateChannel> & { name: string }): Promise<{ id: string }>;
  /** Resident memory in bytes, and its highest value so far. Linux only. */
  memory(): { now: number; peak: number };
  readonly exited: boolean;
  /** Ends the process as a signal does. The directory stays until `remove`. */
  stop(): Promise<number | null>;
  /** Reads the database after the end of the process. */
  query<Row>(sql: string): Row[];
  remove(): void;
}

const KEPT_LINES = 200;
/** One fault may be logged for each of thousands of requests. */
const KEPT_PROBLEMS = 20;

export async function startBuiltGateway(options: BuiltGatewayOptions = {}): Promise<BuiltGateway> {
  const directory = mkdtempSync(join(tmpdir(), 'routex-built-'));
  if (options.settings !== undefined)
    writeFileSync(join(directory, 'config.json'), JSON.stringify(options.settings));
  options.prepare?.(directory);
  // Nothing of the developer's own settings, proxies or language.
  const env = { PATH: process.env['PATH'], HOME: directory, ROUTEX_HOME: directory, LANG: 'C.UTF-8' };
  const preload = options.preload === undefined ? [] : ['--import', options.preload];
  const child = spawn(process.execPath, [...preload, CLI, 'serve', '--port', '0', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const problems: string[] = [];
  const tail: string[] = [];
  const looks: ((line: string) => void)[] = [];
  createInterface(child.stderr).on('line', (line) => {
    if (isProblem(line) && problems.length < KEPT_PROBLEMS) problems.push(line);
    if (tail.push(line) > KEPT_LINES) tail.shift();
    for (const look of looks) look(line);
  });
  const { address, token, adminToken, pid } = announcementSchema.parse(
    JSON.parse(await readFirstLine(child, () => tail.join('\n'))),
  );

  const api = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${address}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`);
    return JSON.parse(text);
  };

  return {
    url: address,
    token,
    adminToken,
    pid,
    directory,
    problems,
    tail,
    watchLog: (look) => void looks.push(look),
    api,
    async addChannel(channel) {
      return z.object({ id: z.string() }).parse(await api('POST', '/channels', channel));
    },
    memory: () => readMemory(pid),
    get exited() {
      return child.exitCode !== null || child.signalCode !== null;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const ended = once(child, 'close');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
      return child.exitCode;
    },
    query<Row>(sql: string): Row[] {
      const database = new Database(join(directory, 'routex.db'), { readonly: true });
      try {
        return database.prepare<[], Row>(sql).all();
      } finally {
        database.close();
      }
    },
    remove() {
      if (existsSync(directory)) rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function isProblem(line: string): boolean {
  try {
    return !QUIET_LEVELS.has(logLineSchema.parse(JSON.parse(line)).level);
  } catch {
    return true;
  }
}

function readMemory(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN);
  return { now: kilobytes('VmRSS') * 1024, peak: kilobytes('VmHWM') * 1024 };
}
