import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startFakeProvider, type FakeProvider } from '#tests/support/fake-provider/index';
import { runCli, runJson, startServe } from '../cli/run-cli';
import {
  askAgent,
  callApi,
  createUsedHome,
  inspectDatabase,
  mountDisk,
  NEW_CHANNEL,
  serveOnce,
  type AgentAnswer,
  type Served,
} from './support/routex-home';

/** Longer than Routex waits between two tries. */
const RECOVERY_MS = 20_000;

let provider: FakeProvider;
beforeAll(async () => {
  provider = await startFakeProvider();
});
afterAll(() => provider.close());

async function loadProblem({ line }: Served): Promise<string | null> {
  const { body } = await callApi(line, 'GET', '/status');
  return (body['storeProblem'] as { reason: string } | null)?.reason ?? null;
}

async function createDiskHome(skip: () => never) {
  const disk = mountDisk({ megabytes: 4 });
  if (disk === null) return skip();
  const { home, token } = await createUsedHome(provider);
  // Its other files are there too.
  await serveOnce(home, token);
  disk.take(home);
  return { disk, home: disk.home, token };
}

describe('a disk that is full', () => {
  it('at the start keeps nobody from being served, and is used again when there is room', async ({
    skip,
  }) => {
    const { disk, home, token } = await createDiskHome(skip);
    disk.fill();
    const served = await startServe({ home });
    expect(served.line).toMatchObject({ token });
    expect(await loadProblem(served)).toBe('database_full');
    const unrecorded = await askAgent(served.line, token);
    expect(unrecorded.status).toBe(200);
    expect((await callApi(served.line, 'POST', '/channels', NEW_CHANNEL)).status).toBe(503);
    expect((await fetch(`${served.line.address}/health/ready`)).status).toBe(200);

    disk.free();
    await vi.waitFor(async () => expect(await loadProblem(served)).toBeNull(), {
      timeout: RECOVERY_MS,
      interval: 200,
    });
    expect((await callApi(served.line, 'POST', '/channels', NEW_CHANNEL)).status).toBe(201);
    await vi.waitFor(
      async () => expect(await runJson(['status'], { home })).toMatchObject({ pid: served.pid }),
      {
        timeout: RECOVERY_MS,
        interval: 500,
      },
    );
    served.signal('SIGTERM');
    expect((await served.ended).code).toBe(0);
    inspectDatabase(home, (database) => {
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      expect(database.prepare('SELECT id FROM requests').pluck().all()).toContain(unrecorded.requestId);
      expect(database.prepare('SELECT name FROM channels ORDER BY name').pluck().all()).toEqual([
        'Kept',
        'New',
      ]);
    });
  });

  it('in the middle of the day loses no request, and says so in one line a minute', async ({ skip }) => {
    const { disk, home, token } = await createDiskHome(skip);
    const served = await startServe({ home });
    disk.fill();
    const answers: AgentAnswer[] = [];
    for (let round = 0; round < 40; round++) {
      answers.push(...(await Promise.all(Array.from({ length: 10 }, () => askAgent(served.line, token)))));
    }
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    await vi.waitFor(async () => expect(await loadProblem(served)).toBe('database_full'), {
      timeout: RECOVERY_MS,
    });
    expect((await callApi(served.line, 'POST', '/channels', NEW_CHANNEL)).status).toBe(503);
    expect((await fetch(`${served.line.address}/health/ready`)).status).toBe(200);

    disk.free();
    await vi.waitFor(async () => expect(await loadProblem(served)).toBeNull(), {
      timeout: RECOVERY_MS,
      interval: 200,
    });
    await vi.waitFor(() => expect(served.stderr()).toContain('requests are recorded again'), RECOVERY_MS);
    served.signal('SIGTERM');
    const { code, stderr } = await served.ended;
    expect(code).toBe(0);
    expect(stderr.split('\n').filter((line) => line.includes('could not be written'))).toHaveLength(1);
    inspectDatabase(home, (database) => {
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      const recorded = new Set(database.prepare('SELECT id FROM requests').pluck().all());
      expect(answers.filter(({ requestId }) => !recorded.has(requestId))).toEqual([]);
      expect(recorded.size).toBe(answers.length + 1);
    });
  });

  it('before there is any database is a reason to refuse', async ({ skip }) => {
    const disk = mountDisk({ megabytes: 1 });
    if (disk === null) return skip();
    disk.fill();
    const { code, stderr } = await runCli(['serve', '--port', '0'], { home: disk.home });
    expect(code).toBe(1);
    expect(stderr).toContain(disk.home);
  });
});

describe('a disk that cannot be written', () => {
  it('is served from, and nothing on it changes', async ({ skip }) => {
    const { disk, home, token } = await createDiskHome(skip);
    const before = readFileSync(join(home, 'routex.db'));
    disk.protect();
    expect(await serveOnce(home, token)).toMatchObject({
      agent: 200,
      change: 503,
      ready: 200,
      channels: ['Kept'],
      problem: { reason: 'database_readonly' },
      code: 0,
    });
    expect(await runJson(['channel', 'list'], { home })).toMatchObject([{ name: 'Kept' }]);
    const refused = await runCli(['channel', 'rm', 'Kept'], { home });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(join(home, 'routex.db'));
    expect(readFileSync(join(home, 'routex.db')).equals(before)).toBe(true);
  });

  it('is served from with the log a kill left behind', async ({ skip }) => {
    const { disk, home, token } = await createDiskHome(skip);
    const served = await startServe({ home });
    expect((await callApi(served.line, 'POST', '/channels', NEW_CHANNEL)).status).toBe(201);
    served.signal('SIGKILL');
    await served.ended;
    disk.protect();
    expect(await serveOnce(home, token)).toMatchObject({ agent: 200, channels: ['Kept', 'New'] });
  });
});
