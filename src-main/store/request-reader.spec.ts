import { describe, expect, it, onTestFinished } from 'vitest';
import type { RequestFilter } from '#shared/contract/requests';
import type { RequestRecord } from '#shared/domain/request-record';
import type { RequestPosition } from './request-conditions';
import { createRequestReader } from './request-reader';
import { openTestStore } from './testing/open-test-store';
import { testAttempt, testRecord } from './testing/test-record';

function openReader(records: readonly RequestRecord[]) {
  const { store, path } = openTestStore();
  const reader = createRequestReader({ path });
  onTestFinished(() => reader.close());
  store.requests.insertMany(records);
  const list = async (filter: RequestFilter = {}, limit = 100, after: RequestPosition | null = null) =>
    (await reader.list({ filter, limit, after })).map(({ id }) => id);
  return { store, reader, list };
}

it('lists requests as they were recorded, newest first, with the attempts of each', async () => {
  const older = testRecord('older', {
    startedAt: 1,
    attempts: [testAttempt({ channelId: 'x', outcome: 'failed' }), testAttempt({ channelId: 'y' })],
  });
  const newer = testRecord('newer', { startedAt: 2.5, attempts: [testAttempt({ channelId: 'z' })] });
  const { reader } = openReader([older, newer, testRecord('none', { startedAt: 2 })]);
  const requests = await reader.list({ filter: {}, after: null, limit: 10 });
  expect(requests).toEqual([newer, testRecord('none', { startedAt: 2 }), older]);
});

it('neither skips nor repeats requests of the same millisecond from one page to the next', async () => {
  const records = Array.from({ length: 23 }, (_, index) =>
    // All but four at one moment, in an order that is not that of their ids.
    testRecord(`r${(index * 7) % 23}`, { startedAt: index % 6 === 0 ? 500 + index : 500 }),
  );
  const { reader } = openReader(records);
  const seen: string[] = [];
  let after: RequestPosition | null = null;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- a page says where the next one begins
    const page = await reader.list({ filter: {}, after, limit: 4 });
    seen.push(...page.map(({ id }) => id));
    const last = page.at(-1);
    if (last === undefined) break;
    after = { startedAt: last.startedAt, id: last.id };
  }
  expect(seen).toHaveLength(records.length);
  expect(new Set(seen)).toEqual(new Set(records.map(({ id }) => id)));
});

it('does not see what came in after the page before as part of the next', async () => {
  const { store, list } = openReader([testRecord('b', { startedAt: 2 }), testRecord('a', { startedAt: 1 })]);
  expect(await list({}, 1)).toEqual(['b']);
  store.requests.insertMany([testRecord('c', { startedAt: 3 })]);
  expect(await list({}, 9, { startedAt: 2, id: 'b' })).toEqual(['a']);
});

describe('a filter', () => {
  const records = [
    testRecord('base', { startedAt: 100 }),
    testRecord('channel', { startedAt: 101, channelId: 'ch' }),
    testRecord('model', { startedAt: 102, model: 'gpt-5' }),
    testRecord('protocol', { startedAt: 103, protocol: 'gemini' }),
    testRecord('client', { startedAt: 104, client: 'codex' }),
    testRecord('session', { startedAt: 105, sessionId: 's' }),
    testRecord('token', { startedAt: 106, gatewayTokenId: 'tk' }),
    testRecord('failed', {
      startedAt: 107,
      outcome: 'failed',
      failure: { kind: 'overloaded', message: '' },
    }),
  ];

  it.each<[RequestFilter, string[]]>([
    [{ channelId: 'ch' }, ['channel']],
    [{ model: 'gpt-5' }, ['model']],
    [{ protocol: 'gemini' }, ['protocol']],
    [{ client: 'codex' }, ['client']],
    [{ sessionId: 's' }, ['session']],
    [{ gatewayTokenId: 'tk' }, ['token']],
    [{ outcome: 'failed' }, ['failed']],
    [{ failureKind: 'overloaded' }, ['failed']],
    [{ from: 106 }, ['failed', 'token']],
    [{ to: 101 }, ['base']],
    [{ from: 101, to: 103, channelId: undefined }, ['model', 'channel']],
    [{ model: 'gpt-5', client: 'codex' }, []],
    [{ model: "x' OR 1=1 --" }, []],
  ])('%j finds what meets all of it', async (filter, expected) => {
    const { list } = openReader(records);
    expect(await list(filter)).toEqual(expected);
  });
});

describe('a search', () => {
  const records = [
    testRecord('base', { startedAt: 100, model: 'plain', sessionId: 'zz-1' }),
    testRecord('model', { startedAt: 101, model: 'Kimi-K2' }),
    testRecord('project', { startedAt: 102, model: 'plain', project: '/home/me/kimi' }),
    testRecord('session', { startedAt: 103, model: 'plain', sessionId: 'kimi-7f3a' }),
    testRecord('error', {
      startedAt: 104,
      model: 'plain',
      outcome: 'failed',
      failure: { kind: 'overloaded', message: 'The model KIMI is 100% busy' },
    }),
    testRecord('channel', {
      startedAt: 105,
      model: 'plain',
      channelId: 'ch',
      attempts: [testAttempt({ channelId: 'ch', channelName: 'My Kimi' })],
    }),
    testRecord('all', { startedAt: 106, model: 'kimi', project: 'kimi', sessionId: 'kimi-9' }),
  ];

  it.each<[RequestFilter, string[]]>([
    [{ search: 'kimi' }, ['all', 'channel', 'error', 'session', 'project', 'model']],
    [{ search: 'KIMI' }, ['all', 'channel', 'error', 'project', 'model']],
    [{ search: '7f3a' }, []],
    [{ search: 'kimi-7' }, ['session']],
    [{ search: '0% b' }, ['error']],
    [{ search: '0_ b' }, []],
    [{ search: 'base' }, ['base']],
    [{ search: 'bas' }, []],
    [{ search: "' OR 1=1 --" }, []],
    [{ search: 'kimi', outcome: 'failed' }, ['error']],
    [{ search: 'kimi', model: 'plain' }, ['channel', 'error', 'session', 'project']],
    [{ search: 'kimi', sessionId: 'kimi-9' }, ['all']],
    [{ search: 'kimi', project: 'kimi', outcome: 'failed' }, []],
    [{ search: 'kimi', from: 102, to: 105 }, ['error', 'session', 'project']],
  ])('%j finds the text wherever it is', async (filter, expected) => {
    const { list } = openReader(records);
    expect(await list(filter)).toEqual(expected);
  });

  it('goes on from page to page like any list', async () => {
    const { list } = openReader(records);
    const [first, second] = [
      await list({ search: 'kimi' }, 4),
      await list({ search: 'kimi' }, 4, { startedAt: 103, id: 'session' }),
    ];
    expect([...first, ...second]).toEqual(['all', 'channel', 'error', 'session', 'project', 'model']);
  });

  it('finds the rare one among more values than can be looked up each by itself', async () => {
    const many = Array.from({ length: 6000 }, (_, index) =>
      testRecord(`r${index}`, { startedAt: index, model: `model ${index}`, sessionId: `session ${index}` }),
    );
    const { list } = openReader(many);
    expect(await list({ search: 'model 4321' })).toEqual(['r4321']);
    expect(await list({ search: 'session ' }, 3)).toEqual(['r5999', 'r5998', 'r5997']);
    expect(await list({ search: 'session 123', from: 1230 })).toEqual(
      Array.from({ length: 10 }, (_, index) => `r${1239 - index}`),
    );
  });
});

it('does not take a fault of its own for one of the database', async () => {
  const { reader, list } = openReader([testRecord('r')]);
  const filter = null as unknown as RequestFilter;
  await expect(reader.list({ filter, after: null, limit: 1 })).rejects.toMatchObject({
    name: 'WorkerError',
    code: 'worker_failed',
    cause: { name: 'TypeError' },
  });
  expect(await list()).toEqual(['r']);
});

it('says that the database cannot be read, as the store does', async () => {
  const reader = createRequestReader({ path: '/nowhere/routex.db' });
  onTestFinished(() => reader.close());
  await expect(reader.list({ filter: {}, after: null, limit: 1 })).rejects.toMatchObject({
    name: 'StoreError',
    details: { path: '/nowhere/routex.db' },
  });
});
