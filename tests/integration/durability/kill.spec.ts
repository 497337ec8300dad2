import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFakeProvider, type FakeProvider } from '#tests/support/fake-provider/index';
import { runJson, startServe } from '../cli/run-cli';
import { askAgent, createUsedHome, inspectCopy, inspectDatabase, type Served } from './support/routex-home';

const KILLS = 10;
const CLIENTS = 8;
const SHORTEST_LOAD_MS = 1200;
const LOAD_STEP_MS = 70;
/** Ten times as long as a finished request waits for its transaction. */
const SETTLED_MS = 1000;

interface Finished {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

let provider: FakeProvider;
beforeAll(async () => {
  provider = await startFakeProvider();
});
afterAll(() => provider.close());

/** Clients that ask without a pause until the gateway is gone; says what they know to be finished. */
function loadUntilGone(
  served: Served,
  token: string,
): { finished: Finished[]; sent: () => number; gone: Promise<unknown> } {
  const finished: Finished[] = [];
  let sent = 0;
  const ask = async (): Promise<void> => {
    for (;;) {
      sent += 1;
      try {
        const { status, requestId } = await askAgent(served.line, token);
        expect(status).toBe(200);
        finished.push({ id: requestId ?? '', at: Date.now() });
      } catch (error) {
        if (error instanceof TypeError) return;
        throw error;
      }
    }
  };
  return { finished, sent: () => sent, gone: Promise.all(Array.from({ length: CLIENTS }, ask)) };
}

it('loses no settled request and nothing else when it is killed under load, again and again', async () => {
  const { home, token } = await createUsedHome(provider);
  const settings = join(home, 'config.json');
  await runJson(['use', 'Kept'], { home });
  const settingsBefore = readFileSync(settings, 'utf8');
  const known: Finished[] = [];
  const figures: object[] = [];

  for (let kill = 1; kill <= KILLS; kill++) {
    const served = await startServe({ home });
    expect(served.line.token).toBe(token);
    const load = loadUntilGone(served, token);
    await sleep(SHORTEST_LOAD_MS + kill * LOAD_STEP_MS);
    const killedAt = Date.now();
    served.signal('SIGKILL');
    await Promise.all([served.ended, load.gone]);

    const recorded = inspectCopy(home, (database) => {
      expect(database.pragma('quick_check', { simple: true })).toBe('ok');
      return new Set(database.prepare<[], string>('SELECT id FROM requests').pluck().all());
    });
    const missing = load.finished.filter(({ id }) => !recorded.has(id));
    expect(missing.filter(({ at }) => at < killedAt - SETTLED_MS)).toEqual([]);
    expect(load.finished.length).toBeGreaterThan(missing.length);
    // What was there after an earlier kill is there after this one.
    expect(known.filter(({ id }) => !recorded.has(id))).toEqual([]);
    known.push(...load.finished.filter(({ id }) => recorded.has(id)));
    figures.push({
      kill,
      sent: load.sent(),
      finished: load.finished.length,
      missing: missing.length,
      recorded: recorded.size,
    });
  }
  console.table(figures);

  const served = await startServe({ home });
  expect((await askAgent(served.line, token)).status).toBe(200);
  expect(await runJson(['status'], { home })).toMatchObject({
    storeProblem: null,
    pinnedChannel: { name: 'Kept' },
    channels: [{ name: 'Kept', problem: null }],
  });
  served.signal('SIGTERM');
  expect((await served.ended).code).toBe(0);
  expect(readFileSync(settings, 'utf8')).toBe(settingsBefore);
  inspectDatabase(home, (database) => {
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    const attempts = database.prepare(`SELECT count(*) FROM requests WHERE json_array_length(attempts) <> 1`);
    expect(attempts.pluck().get()).toBe(0);
    expect(database.prepare('SELECT count(*) FROM gateway_tokens').pluck().get()).toBe(1);
  });
}, 180_000);
