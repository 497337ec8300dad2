import { spawnSync } from 'node:child_process';
import { setImmediate } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createWorkerClient, type WorkerClientOptions } from './create-worker-client';
import type { TestCall } from './testing/test-worker';
import { selectWorkerUrl } from './worker-url';

const URL_OF_TEST_WORKER = selectWorkerUrl('worker-threads/testing/test-worker');

interface Answer {
  readonly threadId: number;
  readonly data: unknown;
}

function createClient(options: Partial<WorkerClientOptions> = {}) {
  const client = createWorkerClient<TestCall, Answer>({ url: URL_OF_TEST_WORKER, ...options });
  onTestFinished(() => client.close());
  return client;
}

it('answers calls in one other thread, started by the first of them', async () => {
  const client = createClient({ data: { path: 'x' } });
  expect(client.running).toBe(false);
  const [first, second] = await Promise.all([client.call('who'), client.call('who')]);
  expect(first).toEqual({ threadId: expect.any(Number), data: { path: 'x' } });
  expect(first.threadId).not.toBe(threadId);
  expect(second.threadId).toBe(first.threadId);
});

it('ends a thread that has nothing to do, and starts another when there is', async () => {
  const client = createClient({ idleMs: 1 });
  const first = await client.call('who');
  await vi.waitFor(() => expect(client.running).toBe(false));
  expect((await client.call('who')).threadId).not.toBe(first.threadId);
});

it('keeps a thread that got another call before its rest was over', async () => {
  const client = createClient({ idleMs: 60_000 });
  const first = await client.call('who');
  expect((await client.call('who')).threadId).toBe(first.threadId);
});

describe('a worker that', () => {
  it.each<[string, TestCall]>([
    ['throws', 'throw'],
    ['exits', 'exit'],
    ['gives an answer that cannot be sent', 'unclonable'],
  ])('%s rejects what waits, and the next call gets a new one', async (_, call) => {
    const client = createClient();
    const calls = await Promise.allSettled([client.call(call), client.call('who')]);
    expect(calls).toMatchObject([
      { status: 'rejected', reason: { code: 'worker_failed', begun: true } },
      { status: 'rejected', reason: { code: 'worker_failed', begun: false } },
    ]);
    expect(await client.call('who')).toMatchObject({ threadId: expect.any(Number) });
  });

  it('hangs is ended, and the next call gets a new one', async () => {
    const client = createClient({ timeLimitMs: 2000 });
    await expect(client.call('hang')).rejects.toMatchObject({ code: 'worker_time_limit' });
    expect(await client.call('who')).toMatchObject({ threadId: expect.any(Number) });
  });

  it('cannot be found rejects the call', async () => {
    const client = createClient({ url: new URL('file:///nowhere/worker.js') });
    await expect(client.call('who')).rejects.toMatchObject({ code: 'worker_failed' });
  });
});

it('rejects a call that cannot be sent, and no other', async () => {
  const client = createClient();
  const unsendable = (() => {}) as unknown as TestCall;
  const calls = await Promise.allSettled([client.call(unsendable), client.call('who')]);
  expect(calls.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
});

it('rejects running and later calls once it is closed', async () => {
  const client = createClient();
  await client.call('who');
  const hanging = client.call('hang').catch((error: unknown) => error);
  await setImmediate();
  await client.close();
  expect(await hanging).toMatchObject({ code: 'worker_closed' });
  await expect(client.call('who')).rejects.toMatchObject({ code: 'worker_closed' });
  expect(client.running).toBe(false);
});

it('keeps the process alive for a running call, and not for an idle thread', () => {
  const script = `
    import { registerHooks } from 'node:module';
    registerHooks({ resolve: (name, context, next) => next(name.startsWith('.') ? name + '.ts' : name, context) });
    const { createWorkerClient } = await import('#main/worker-threads/create-worker-client');
    const client = createWorkerClient({ url: new URL(${JSON.stringify(URL_OF_TEST_WORKER.href)}) });
    void client.call('who').then(() => console.log('answered', client.running));
  `;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--input-type=module-typescript', '--eval', script],
    { encoding: 'utf8', timeout: 20_000 },
  );
  expect({ stdout, stderr, status }).toEqual({ stdout: 'answered true\n', stderr: '', status: 0 });
});
