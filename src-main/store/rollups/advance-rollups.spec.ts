import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Analytics, Latency } from '#shared/domain/analytics';
import type { RequestRecord } from '#shared/domain/request-record';
import { loadAnalytics, type AnalyticsCall } from '#main/store/load-analytics';
import { openTestStore } from '#main/store/testing/open-test-store';
import { testRecord } from '#main/store/testing/test-record';
import { advanceRollups } from './advance-rollups';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.UTC(2026, 10, 23, 10, 7, 3);
const MONTH = { from: NOW - 30 * DAY_MS, to: NOW, utcOffsetMinutes: 480 };

function openRollups(records: readonly RequestRecord[]) {
  const { store, path } = openTestStore();
  store.requests.insertMany(records);
  const database = new Database(path);
  onTestFinished(() => void database.close());
  return {
    store,
    database,
    load: (call: Partial<AnalyticsCall> = {}) => loadAnalytics(database, { ...MONTH, ...call }),
    advance: (limit?: number) => {
      while (advanceRollups(database, limit));
    },
    /** As they would be without any rollup. */
    forget: () => database.exec('DELETE FROM rollups; DELETE FROM rollup_edge'),
  };
}

const CHANNELS = ['a', 'b', null];
const MODELS = ['opus', 'sonnet', 'haiku'];
const CLIENTS = ['claude-code', 'codex'] as const;

const recordArbitrary = fc
  .record({
    age: fc.double({ min: 0, max: 61 * DAY_MS, noNaN: true }),
    channelId: fc.constantFrom(...CHANNELS),
    model: fc.constantFrom(...MODELS),
    client: fc.constantFrom(...CLIENTS),
    operation: fc.constantFrom('generate' as const, 'generate' as const, 'count_tokens' as const),
    outcome: fc.constantFrom('success' as const, 'failed' as const, 'cancelled' as const, 'refused' as const),
    totalMs: fc.double({ min: 0, max: 600_000, noNaN: true }),
    firstTokenMs: fc.option(fc.double({ min: 0, max: 60_000, noNaN: true })),
    input: fc.option(fc.nat(200_000)),
    microUsd: fc.option(fc.nat(1_000_000)),
  })
  .map(({ age, outcome, input, microUsd, ...rest }, index = 0) => ({
    ...testRecord(`unnamed ${index}`, rest),
    startedAt: Math.floor(NOW - 1 - age),
    outcome,
    failure: outcome === 'success' ? null : { kind: 'overloaded' as const, message: 'busy' },
    usage:
      input === null
        ? null
        : { input, output: 7, cacheRead: 1, cacheWrite5m: 2, cacheWrite1h: 3, reasoning: 4 },
    cost: microUsd === null ? null : { microUsd, source: 'list' as const },
    tokensPerSecond: input === null ? null : input / 1000,
  }));

const recordsArbitrary = fc
  .array(recordArbitrary, { maxLength: 120 })
  .map((records) => records.map((record, index) => ({ ...record, id: `request ${index}` })));

/** All that is counted, and the names; not what is measured. */
function selectCounts(analytics: Analytics): unknown {
  return JSON.parse(
    JSON.stringify(analytics, (key, value: unknown) =>
      key === 'totalMs' || key === 'firstTokenMs' || key === 'tokensPerSecond' ? undefined : value,
    ),
  ) as unknown;
}

function listLatencies({ totals, previous, timeline, channels, models, clients }: Analytics): Latency[] {
  return [totals, previous, ...timeline, ...channels, ...models, ...clients].flatMap(
    ({ totalMs, firstTokenMs }) => [totalMs, firstTokenMs],
  );
}

function listMeasured(analytics: Analytics): (number | null)[] {
  return listLatencies(analytics).flatMap(({ p50, p95 }) => [p50, p95]);
}

/** Counts are equal; what is measured lies within half a per cent, and sums of fractions within a rounding error. */
function expectSame(actual: Analytics, expected: Analytics): void {
  expect(selectCounts(actual)).toEqual(selectCounts(expected));
  const others = listMeasured(expected);
  for (const [index, value] of listMeasured(actual).entries()) {
    const other = others[index];
    if (value === null || other === null || other === undefined) expect(value).toBe(other);
    else expect(Math.abs(value - other)).toBeLessThanOrEqual(Math.max(other * 0.005_001, 0.01));
  }
  expect(actual.totals.tokensPerSecond ?? 0).toBeCloseTo(expected.totals.tokensPerSecond ?? 0, 6);
}

describe('rollups', () => {
  it('give the figures that the requests give, whatever these are, however many steps it took', () => {
    fc.assert(
      fc.property(
        recordsArbitrary,
        fc.integer({ min: 1, max: 200 }),
        fc.nat(120),
        fc.constantFrom(0, 330, 345, 480, -210, 7),
        fc.constantFrom(3 * HOUR_MS, DAY_MS, 7 * DAY_MS, 30 * DAY_MS),
        fc.constantFrom(
          {},
          { channelId: 'a' },
          { model: 'opus' },
          { client: 'codex' as const, model: 'haiku' },
        ),
        (records, limit, late, utcOffsetMinutes, lengthMs, filter) => {
          const { store, load, advance, forget } = openRollups(records.slice(late));
          const call = { from: NOW - lengthMs, utcOffsetMinutes, ...filter };
          advance(limit);
          // Written after the sums, whenever they began.
          store.requests.insertMany(records.slice(0, late));
          const before = load(call);
          advance(limit);
          const after = load(call);
          forget();
          const expected = load(call);
          expectSame(before, expected);
          expectSame(after, expected);
          expect(after.totals.requests).toBe(expected.totals.requests);
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);

  it('hold each request once, even when a step is repeated', () => {
    const { load, advance } = openRollups([testRecord('one', { startedAt: NOW - DAY_MS })]);
    advance();
    advance();
    expect(load().totals.requests).toBe(1);
  });

  it('are read instead of the requests', () => {
    const { database, load, advance } = openRollups([
      testRecord('old', { startedAt: NOW - 3 * DAY_MS }),
      testRecord('new', { startedAt: NOW - 1 }),
    ]);
    advance();
    database.exec(`DELETE FROM requests WHERE id = 'old'`);
    expect(load().totals.requests).toBe(2);
  });

  it('give the sums of a day, with what was written since', () => {
    const usage = { input: 5, output: 7, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 0 };
    const { store, advance } = openRollups([
      testRecord('before', { startedAt: NOW - HOUR_MS - 1, usage }),
      testRecord('at once', { startedAt: NOW - HOUR_MS, usage }),
      testRecord('failed', { startedAt: NOW - 1, outcome: 'failed' }),
      testRecord('counted only', { startedAt: NOW - 1, operation: 'count_tokens', usage }),
    ]);
    const sums = { requests: 2, failed: 1, inputTokens: 5, outputTokens: 7 };
    expect(store.requests.totals(NOW - HOUR_MS)).toEqual(sums);
    advance();
    expect(store.requests.totals(NOW - HOUR_MS)).toEqual(sums);
    store.requests.insertMany([testRecord('new', { startedAt: NOW, usage })]);
    expect(store.requests.totals(NOW - HOUR_MS)).toMatchObject({ requests: 3, inputTokens: 10 });
  });

  it('go on with the right request after rows were numbered anew', () => {
    const { store, database, load, advance } = openRollups([
      testRecord('first', { startedAt: NOW - 4 * DAY_MS }),
      testRecord('second', { startedAt: NOW - 3 * DAY_MS }),
      testRecord('third', { startedAt: NOW - 2 * DAY_MS }),
    ]);
    advance();
    database.exec(`DELETE FROM requests WHERE id = 'first'`);
    database.exec('VACUUM');
    store.requests.insertMany([testRecord('fourth', { startedAt: NOW - DAY_MS })]);
    expect(load().totals.requests).toBe(4);
    advance();
    expect(load().totals.requests).toBe(4);
  });

  it('begin again with a table that was emptied', () => {
    const { store, database, load, advance } = openRollups([
      testRecord('first', { startedAt: NOW - 4 * DAY_MS }),
      testRecord('second', { startedAt: NOW - 3 * DAY_MS }),
    ]);
    advance();
    database.exec('DELETE FROM requests');
    store.requests.insertMany([testRecord('third', { startedAt: NOW - DAY_MS })]);
    expect(load().totals.requests).toBe(3);
    advance();
    expect(load().totals.requests).toBe(3);
  });
});
