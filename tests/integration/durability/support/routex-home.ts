import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, copyFileSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import type { FakeProvider } from '#tests/support/fake-provider/index';
import { createHome, runCli, startServe, type RunningServe, type ServeLine } from '../../cli/run-cli';

export type Served = RunningServe & { line: ServeLine };

/** A data directory with one channel, whose key is stored, and the gateway token it was first served with. */
export async function createUsedHome(provider: FakeProvider): Promise<{ home: string; token: string }> {
  const home = createHome();
  const added = await runCli(
    [
      'channel',
      'add',
      '--name',
      'Kept',
      '--protocol',
      'openai-chat',
      '--base-url',
      `${provider.url}/v1`,
      '--key-stdin',
    ],
    { home, input: `${provider.key}\n` },
  );
  if (added.code !== 0) throw new Error(added.stderr);
  const { stdout } = await runCli(['token'], { home });
  return { home, token: stdout.trim() };
}

export interface AgentAnswer {
  readonly status: number;
  readonly requestId: string | null;
  readonly text: string;
}

/** One short request as an agent sends it, read to its end. */
export async function askAgent({ address }: Pick<ServeLine, 'address'>, token: string): Promise<AgentAnswer> {
  const response = await fetch(`${address}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello' }] }),
  });
  const text = await response.text();
  return { status: response.status, requestId: response.headers.get('x-routex-request-id'), text };
}

export async function callApi(
  { address, adminToken }: Pick<ServeLine, 'address' | 'adminToken'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${address}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

export const NEW_CHANNEL = { name: 'New', protocol: 'openai-chat', baseUrl: 'http://127.0.0.1:9/v1' };

/** Serves from a home, asks an agent's question, tries a change and takes it back, looks at health and status, and stops. */
export async function serveOnce(home: string, token: string) {
  const served = await startServe({ home });
  const agent = await askAgent(served.line, token);
  const status = await callApi(served.line, 'GET', '/status');
  const name = `New ${randomUUID()}`;
  const change = await callApi(served.line, 'POST', '/channels', { ...NEW_CHANNEL, name });
  if (change.status === 201) await callApi(served.line, 'DELETE', `/channels/${String(change.body['id'])}`);
  const ready = await fetch(`${served.line.address}/health/ready`);
  served.signal('SIGTERM');
  const { code, stderr } = await served.ended;
  return {
    agent: agent.status,
    change: change.status,
    changeCode: change.body['code'],
    ready: ready.status,
    problem: status.body['storeProblem'] as { reason: string; backup: string | null; message: string } | null,
    channels: (status.body['channels'] as { name: string }[]).map((channel) => channel.name),
    code,
    log: stderr,
  };
}

export function inspectDatabase<Result>(home: string, look: (database: Database.Database) => Result): Result {
  const database = new Database(join(home, 'routex.db'), { readonly: true });
  try {
    return look(database);
  } finally {
    database.close();
  }
}

/** Looks at what a killed process left behind without recovering it, which is for the next start to do. */
export function inspectCopy<Result>(home: string, look: (database: Database.Database) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'routex-inspect-'));
  try {
    for (const name of ['routex.db', 'routex.db-wal']) {
      if (existsSync(join(home, name))) copyFileSync(join(home, name), join(folder, name));
    }
    const database = new Database(join(folder, 'routex.db'));
    try {
      return look(database);
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A small disk of its own; null where none can be had. It ends with the test. */
export function mountDisk(options: { megabytes: number }): Disk | null {
  const folder = mkdtempSync(join(tmpdir(), 'routex-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${options.megabytes}m,mode=700`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return null;
  }
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', folder], { stdio: 'ignore' });
    rmSync(folder, { recursive: true, force: true });
  });
  const ballast = join(folder, 'ballast');
  return {
    home: join(folder, 'home'),
    take: (home) => cpSync(home, join(folder, 'home'), { recursive: true }),
    fill: () => fillFile(ballast),
    free: () => rmSync(ballast, { force: true }),
    protect: () => void execFileSync('mount', ['-o', 'remount,ro', folder], { stdio: 'ignore' }),
  };
}

export interface Disk {
  readonly home: string;
  /** Copies a data directory to `home`. */
  take(home: string): void;
  /** Leaves not a byte. */
  fill(): void;
  free(): void;
  /** Lets nobody write, not even root. */
  protect(): void;
}

function fillFile(path: string): void {
  for (let bytes = 1 << 16; bytes >= 1;) {
    try {
      appendFileSync(path, Buffer.alloc(bytes));
    } catch {
      bytes >>= 1;
    }
  }
}
