import { execFile, type StdioOptions } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import * as z from 'zod';
import { receiveMessage } from '#bench/targets/receive-message';
import type { Children } from '#bench/targets/children';
import { CHAT_MODEL, CLIENT_MODEL, CONVERTED_MODEL, UPSTREAM_MODEL } from '#bench/traffic/models';

const START_LIMIT_MS = 20_000;
const HEAP_LIMIT_MS = 10_000;
const FAKE_KEY = 'sk-fake-bench-0000000000000000';

const announcementSchema = z.object({ address: z.url(), token: z.string() });
const heapSchema = z.object({ heapBytes: z.number(), externalBytes: z.number() });

export type HeapUsage = z.infer<typeof heapSchema>;

export interface RunningRoutex {
  readonly pid: number;
  readonly origin: string;
  readonly token: string;
  /** What is in use after a collection. Only with `reportHeap`. */
  readHeap(): Promise<HeapUsage>;
}

export interface RoutexOptions {
  /** The built command line. */
  readonly cli: string;
  /** An empty folder for its data. */
  readonly home: string;
  /** Where its log goes. */
  readonly log: string;
  /** Folder for a CPU profile of the whole run; null: none. */
  readonly profile: string | null;
  readonly reportHeap: boolean;
}

/**
 * Routex as its users run it: the built `routex serve`, all settings at their defaults, channels added through the command
 * line. One speaks the client's protocol and maps the model, so each request's bytes are spliced; for the other, which
 * serves another model, each request is converted. The log goes to a file, as a service's.
 */
export async function startRoutex(
  children: Children,
  upstream: string,
  options: RoutexOptions,
): Promise<RunningRoutex> {
  const { cli, home } = options;
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    ROUTEX_HOME: home,
    LANG: 'C.UTF-8',
    // As under `npm start`: Routex then ends when the process that started it is gone, even if that was killed.
    npm_lifecycle_event: 'bench',
  };
  const log = openSync(options.log, 'a', 0o600);
  const stdio: StdioOptions = ['ignore', 'pipe', log, ...(options.reportHeap ? (['ipc'] as const) : [])];
  const command = [...nodeArgs(options), cli, 'serve', '--port', '0', '--json'];
  const child = children.spawn('Routex', process.execPath, command, { env, stdio });
  closeSync(log);
  const announced = await Promise.race([firstLine(child.stdout), children.broken]);
  const { address, token } = announcementSchema.parse(JSON.parse(announced));
  const addChannel = async (
    protocol: string,
    baseUrl: string,
    model: string,
    upstreamModel: string,
  ): Promise<void> => {
    const settings = ['--protocol', protocol, '--base-url', baseUrl, '--models', model];
    const args = [...settings, '--map', `${model}=${upstreamModel}`, '--key-stdin'];
    const adding = promisify(execFile)(
      process.execPath,
      [cli, 'channel', 'add', '--name', `bench ${protocol}`, ...args],
      { env, timeout: START_LIMIT_MS },
    );
    adding.child.stdin?.end(`${FAKE_KEY}\n`);
    await adding;
  };
  await addChannel('anthropic-messages', upstream, CLIENT_MODEL, UPSTREAM_MODEL);
  await addChannel('openai-chat', `${upstream}/v1`, CONVERTED_MODEL, CHAT_MODEL);
  return {
    pid: child.pid ?? 0,
    origin: address,
    token,
    async readHeap() {
      child.send({});
      const heap = receiveMessage(child, 'Routex', HEAP_LIMIT_MS);
      return heapSchema.parse(await Promise.race([heap, children.broken]));
    },
  };
}

function nodeArgs({ profile, reportHeap }: RoutexOptions): string[] {
  return [
    ...(profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]),
    ...(reportHeap ? ['--expose-gc', '--import', join(import.meta.dirname, 'heap-reporter.ts')] : []),
  ];
}

function firstLine(stdout: NodeJS.ReadableStream | null): Promise<string> {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('Routex did not start in time')), START_LIMIT_MS).unref();
    if (stdout !== null) createInterface({ input: stdout }).once('line', resolve);
  });
}
