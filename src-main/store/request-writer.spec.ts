import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RequestRecord } from '#shared/domain/request-record';
import type { Logger } from '#main/gateway/ports';
import { createRequestWriter, type RequestWriterOptions } from './request-writer';
import { StoreError } from './store-error';

const record = (id: string): RequestRecord => ({
  id,
  startedAt: 1,
  protocol: 'openai-chat',
  operation: 'generate',
  stream: false,
  client: 'sdk',
  clientVersion: null,
  sessionId: null,
  sessionSource: null,
  project: null,
  projectSource: null,
  gatewayTokenId: null,
  route: null,
  model: 'm',
  channelId: null,
  upstreamModel: null,
  outcome: 'success',
  status: 200,
  failure: null,
  stopReason: null,
  usage: null,
  cost: null,
  tokensPerSecond: null,
  requestBytes: 0,
  responseBytes: 0,
  queueMs: null,
  firstTokenMs: null,
  totalMs: 1,
  warnings: [],
  attempts: [],
});

/** Stands for the disk: refuses everything while `broken`, and always the record named `poison`. */
function createRepository() {
  const batches: string[][] = [];
  let tries = 0;
  const repository = {
    broken: false as boolean | StoreError,
    batches,
    get tries() {
      return tries;
    },
    insertMany(records: readonly RequestRecord[]) {
      tries += 1;
      const ids = records.map((each) => each.id);
      if (repository.broken instanceof StoreError) throw repository.broken;
      if (repository.broken || ids.includes('poison')) throw new Error('disk full');
      batches.push(ids);
    },
  };
  return repository;
}

function setUp(options: Partial<RequestWriterOptions> = {}) {
  const warnings: string[] = [];
  const logger: Logger = {
    debug: () => {},
    info: (_, message) => warnings.push(message),
    warn: (_, message) => warnings.push(message),
    error: () => {},
    child: () => logger,
  };
  const repository = createRepository();
  let nowMs = 0;
  const writer = createRequestWriter({
    repository,
    logger,
    clock: { monotonic: () => nowMs },
    ...options,
  });
  const sleep = (ms: number) => {
    nowMs += ms;
    vi.advanceTimersByTime(ms);
  };
  return { writer, repository, warnings, sleep };
}

const countTimers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

describe('createRequestWriter', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('writes what came within a tick in one transaction', () => {
    const { writer, repository, sleep } = setUp();
    writer.record(record('a'));
    sleep(99);
    writer.record(record('b'));
    expect(writer.counters).toEqual({ written: 0, dropped: 0, failed: 0, queued: 2 });
    sleep(1);
    expect(repository.batches).toEqual([['a', 'b']]);
    expect(writer.counters).toEqual({ written: 2, dropped: 0, failed: 0, queued: 0 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('never keeps the process alive', () => {
    vi.useRealTimers();
    const { writer } = setUp({ flushMs: 60_000 });
    const before = countTimers();
    writer.record(record('a'));
    expect(countTimers()).toBe(before);
    writer.close();
  });

  it('lets requests run between the batches of a long queue, and keeps the order', () => {
    const { writer, repository, sleep } = setUp();
    const ids = Array.from({ length: 1200 }, (_, index) => String(index));
    for (const id of ids) writer.record(record(id));
    sleep(100);
    expect(repository.batches.map((batch) => batch.length)).toEqual([200]);
    vi.runAllTimers();
    expect(repository.batches.map((batch) => batch.length)).toEqual(Array.from({ length: 6 }, () => 200));
    expect(repository.batches.flat()).toEqual(ids);
  });

  it('survives a failing repository and writes everything once it works again', () => {
    const { writer, repository, sleep } = setUp();
    repository.broken = true;
    expect(() => writer.record(record('a'))).not.toThrow();
    sleep(100);
    writer.record(record('b'));
    sleep(100);
    expect(writer.counters).toEqual({ written: 0, dropped: 0, failed: 0, queued: 2 });
    repository.broken = false;
    sleep(100);
    expect(repository.batches).toEqual([['a', 'b']]);
    expect(writer.counters).toEqual({ written: 2, dropped: 0, failed: 0, queued: 0 });
  });

  it('gives a batch up after a bounded number of tries, and counts it', () => {
    const { writer, repository, sleep } = setUp();
    repository.broken = true;
    for (let index = 0; index < 50; index++) writer.record(record(String(index)));
    sleep(60_000);
    expect(writer.counters).toEqual({ written: 0, dropped: 0, failed: 50, queued: 0 });
    expect(repository.tries).toBeLessThan(10);
    expect(vi.getTimerCount()).toBe(0);

    repository.broken = false;
    writer.record(record('later'));
    sleep(100);
    expect(repository.batches).toEqual([['later']]);
  });

  it('waits for room on the disk, asking seldom and telling once a minute, and then loses nothing it could hold', () => {
    const { writer, repository, warnings, sleep } = setUp({ capacity: 60 });
    repository.broken = new StoreError('database_full', 'no room', { path: 'routex.db' });
    for (let index = 0; index < 70; index++) writer.record(record(String(index)));
    for (let second = 0; second < 50; second++) sleep(1000);
    expect(writer.counters).toEqual({ written: 0, dropped: 10, failed: 0, queued: 60 });
    expect(repository.tries).toBeLessThan(20);
    expect(warnings).toHaveLength(2);

    repository.broken = false;
    sleep(5000);
    expect(writer.counters).toEqual({ written: 60, dropped: 10, failed: 0, queued: 0 });
    expect(warnings.at(-1)).toBe('requests are recorded again');
    writer.record(record('later'));
    sleep(100);
    expect(repository.batches.at(-1)).toEqual(['later']);
  });

  it('holds nothing for a database that is only read, and counts what it drops', () => {
    const { writer, repository, warnings, sleep } = setUp();
    repository.broken = new StoreError('database_corrupt', 'damaged', { path: 'routex.db' });
    for (let index = 0; index < 120; index++) {
      writer.record(record(String(index)));
      sleep(10);
    }
    sleep(100);
    expect(writer.counters).toEqual({ written: 0, dropped: 120, failed: 0, queued: 0 });
    expect(warnings).toEqual(['requests could not be written to the database']);
  });

  it('loses only the record the database refuses, not its batch', () => {
    const { writer, repository, sleep } = setUp();
    for (const id of ['a', 'poison', 'b', 'c']) writer.record(record(id));
    sleep(1000);
    expect(repository.batches.flat()).toEqual(['a', 'b', 'c']);
    expect(writer.counters).toEqual({ written: 3, dropped: 0, failed: 1, queued: 0 });
  });

  it('drops and counts what a full queue cannot take', () => {
    const { writer, repository, sleep } = setUp({ capacity: 2 });
    for (const id of ['a', 'b', 'c', 'd']) writer.record(record(id));
    expect(writer.counters).toEqual({ written: 0, dropped: 2, failed: 0, queued: 2 });
    sleep(100);
    expect(repository.batches).toEqual([['a', 'b']]);
    writer.record(record('e'));
    expect(writer.counters.queued).toBe(1);
  });

  it('warns at most once a minute about each trouble', () => {
    const { writer, repository, warnings, sleep } = setUp({ capacity: 1 });
    repository.broken = true;
    for (let index = 0; index < 50; index++) {
      writer.record(record('a'));
      writer.record(record('b'));
      sleep(1000);
    }
    expect(warnings).toHaveLength(2);
    sleep(60_000);
    writer.record(record('a'));
    writer.record(record('b'));
    sleep(100);
    expect(warnings).toHaveLength(4);
  });

  it('does not pass on what a failing logger throws', () => {
    const logger: Logger = {
      debug: () => {},
      info: () => {},
      warn: () => {
        throw new Error('no disk for logs either');
      },
      error: () => {},
      child: () => logger,
    };
    const { writer } = setUp({ capacity: 0, logger });
    expect(() => writer.record(record('a'))).not.toThrow();
  });

  it('flushes at once when asked', () => {
    const { writer, repository } = setUp();
    writer.record(record('a'));
    writer.flush();
    expect(repository.batches).toEqual([['a']]);
    repository.broken = true;
    writer.record(record('b'));
    expect(() => writer.flush()).not.toThrow();
    expect(writer.counters.queued).toBe(1);
  });

  it('writes the rest on close, then takes nothing more', () => {
    const { writer, repository } = setUp();
    for (let index = 0; index < 600; index++) writer.record(record(String(index)));
    writer.close();
    writer.close();
    expect(repository.batches.flat()).toHaveLength(600);
    writer.record(record('late'));
    expect(writer.counters).toEqual({ written: 600, dropped: 1, failed: 0, queued: 0 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not hold up the exit for a database that takes nothing', () => {
    const { writer, repository } = setUp();
    repository.broken = true;
    for (let index = 0; index < 5000; index++) writer.record(record(String(index)));
    writer.close();
    expect(writer.counters).toEqual({ written: 0, dropped: 0, failed: 5000, queued: 0 });
    expect(repository.tries).toBeLessThan(10);
  });
});
