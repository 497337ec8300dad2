import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selectWorkerUrl } from '../worker-url';
import { createUserThread, type UserThread } from './create-user-thread';

const POST = 'import { parentPort } from "node:worker_threads";';
const FOREVER = 'new Promise(() => {})';

let directory: string;
const threads: UserThread[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'routex-user-thread-'));
});
afterEach(async () => {
  await Promise.all(threads.splice(0).map((thread) => thread.close()));
  rmSync(directory, { recursive: true, force: true });
});

function open(source: string): UserThread {
  const path = join(directory, 'file.mjs');
  writeFileSync(path, source);
  const thread = createUserThread({
    url: selectWorkerUrl('worker-threads/user-code/user-code-worker'),
    path,
    loadLimitMs: 20_000,
    memoryLimitMb: 64,
    onOutput: () => undefined,
  });
  threads.push(thread);
  return thread;
}

function route(thread: UserThread): Promise<unknown> {
  const data = { request: {}, channels: [], config: {}, facts: {} };
  return thread.call('route', {
    data,
    body: new Uint8Array(Buffer.from('{}')),
    session: null,
    limitMs: 20_000,
  });
}

function transform(thread: UserThread, body: object): Promise<unknown> {
  const data = { call: 'one', context: {} };
  const bytes = new Uint8Array(Buffer.from(JSON.stringify(body)));
  return thread.call('request', { data, body: bytes, session: null, limitMs: 20_000 });
}

describe('a file of the user', () => {
  it.each([
    ['1', 'it threw 1'],
    ['null', 'it threw null'],
    ['undefined', 'it threw undefined'],
    ['Symbol("s")', 'Symbol(s)'],
    ['Object.create(null)', 'it threw something that cannot be shown'],
    ['{ get message() { throw 1; }, name: "x" }', 'it threw something that cannot be shown'],
    ['new Error("x".repeat(5_000_000))', 'Error: xxx'],
  ])('that throws %s fails its call, wherever it is thrown', async (thrown, cause) => {
    const atTop = open(`throw ${thrown};`);
    await expect(route(atTop)).rejects.toThrow(cause);
    const inCall = open(`export default () => { throw ${thrown}; };`);
    await expect(route(inCall)).rejects.toThrow(cause);
    const error: unknown = await route(inCall).catch((caught: unknown) => caught);
    expect(String(error).length).toBeLessThan(3000);
  });

  it.each(['1', 'null', 'undefined', '"words"'])(
    'that throws %s from a timer fails its call',
    async (thrown) => {
      const thread = open(
        `export default () => { setTimeout(() => { throw ${thrown}; }, 1); return ${FOREVER}; };`,
      );
      await expect(route(thread)).rejects.toThrow('threw');
    },
  );

  it('that rejects where nobody listens fails its call', async () => {
    const thread = open(`export default () => { Promise.reject(null); return ${FOREVER}; };`);
    await expect(route(thread)).rejects.toThrow('UnhandledPromiseRejection');
  });

  it.each([
    'null',
    '5',
    '{}',
    '{ type: "answer", id: 1 }',
    '{ type: "other" }',
    '{ type: "answer", id: {}, json: "1" }',
  ])('that posts %s to parentPort fails its call and is named', async (message) => {
    const thread = open(
      `${POST} export default () => { parentPort.postMessage(${message}); return ${FOREVER}; };`,
    );
    await expect(route(thread)).rejects.toThrow(
      `${join(directory, 'file.mjs')} posted a message of its own to parentPort`,
    );
  });

  it('that posts what is no JSON as its answer fails that call, and answers the next', async () => {
    const thread = open(
      `${POST} let asked = 0;
export default () => {
  asked += 1;
  if (asked > 1) return 'second';
  parentPort.postMessage({ type: 'answer', id: 1, json: '{', externalBytes: 0 });
  return ${FOREVER};
};`,
    );
    await expect(route(thread)).rejects.toThrow('file.mjs gave an answer that is no JSON');
    await expect(route(thread)).resolves.toBe('second');
  });

  it('that answers calls nobody made changes nothing', async () => {
    const thread = open(
      `${POST} export default () => {
  parentPort.postMessage({ type: 'answer', id: 99, json: '1', externalBytes: 0 });
  parentPort.postMessage({ type: 'failed', id: -1, message: 'no' });
  return 'mine';
};`,
    );
    await expect(route(thread)).resolves.toBe('mine');
  });
});

describe('an answer', () => {
  const LIMITS = { route: 64 * 1024, request: 16 * 1024 * 1024 };

  it('of a router may be 64 KiB', async () => {
    const thread = open(`let size = ${LIMITS.route - 2}; export default () => 'x'.repeat(size++);`);
    await expect(route(thread)).resolves.toHaveLength(LIMITS.route - 2);
    await expect(route(thread)).rejects.toThrow('it answered with more than 64 KiB');
  });

  it('of a transformer may be 16 MiB', async () => {
    const thread = open(`export default ({ size }) => ({ text: 'x'.repeat(size) });`);
    await expect(transform(thread, { size: LIMITS.request - 100 })).resolves.toHaveProperty('value');
    await expect(transform(thread, { size: LIMITS.request })).rejects.toThrow('more than 16 MiB');
    await expect(transform(thread, { size: 1 })).resolves.toHaveProperty('value.text', 'x');
  });

  it('is not parsed when it is too long, whoever posts it', async () => {
    const thread = open(
      `${POST} export default () => {
  parentPort.postMessage({ type: 'answer', id: 1, json: '"' + 'x'.repeat(${LIMITS.route}) + '"', externalBytes: 0 });
  return ${FOREVER};
};`,
    );
    await expect(route(thread)).rejects.toThrow('it answered with more than 64 KiB');
  });
});

describe('memory outside the heap', () => {
  it.each([
    [
      'buffers in a loop',
      'export default () => { const all = []; for (;;) all.push(Buffer.alloc(1e6, 1)); };',
    ],
    [
      'WebAssembly',
      'export default () => { const all = []; for (;;) all.push(new WebAssembly.Memory({ initial: 16 })); };',
    ],
    ['buffers while it loads', 'const all = []; for (;;) all.push(Buffer.alloc(1e6, 1));'],
    [
      'buffers little by little',
      `const all = []; export default () => { setInterval(() => all.push(Buffer.alloc(1e6, 1)), 1); return ${FOREVER}; };`,
    ],
    [
      'buffers that are kept',
      'export default () => { globalThis.kept = Buffer.alloc(100e6, 1); return 1; };',
    ],
  ])('counts: %s', async (_name, source) => {
    const thread = open(source);
    await expect(route(thread)).rejects.toThrow('it used more than 64 MB of memory');
    expect(thread.failure).not.toBeNull();
  });

  it('counts when nobody waits for the thread', async () => {
    const thread = open(
      `export default () => { setTimeout(() => { globalThis.kept = Buffer.alloc(100e6, 1); }, 50); return 1; };`,
    );
    await expect(route(thread)).resolves.toBe(1);
    await expect.poll(() => thread.failure?.message, { timeout: 10_000 }).toContain('more than 64 MB');
  });
});

it('keeps the state of a call until that is over', async () => {
  const count = '(body, { state }) => ({ seen: (state.seen = (state.seen ?? 0) + 1) })';
  const thread = open(`export default { request: ${count} };`);
  const seen = async (): Promise<unknown> => ((await transform(thread, {})) as { value: unknown }).value;
  expect([await seen(), await seen()]).toEqual([{ seen: 1 }, { seen: 2 }]);
  thread.release('one');
  expect(await seen()).toEqual({ seen: 1 });
});
