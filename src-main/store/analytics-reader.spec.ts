import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { createAnalyticsReader } from './analytics-reader';
import { openTestStore } from './testing/open-test-store';
import { testRecord } from './testing/test-record';

const NOW = 1_795_000_000_000;
const HOUR_MS = 3_600_000;
const DAY = { utcOffsetMinutes: 0 };

function openReader() {
  const { store, path } = openTestStore();
  const reader = createAnalyticsReader({ path, clock: { now: () => NOW } });
  onTestFinished(() => reader.close());
  return { store, path, reader };
}

it('adds up the day that ends now, unless told otherwise', async () => {
  const { store, reader } = openReader();
  store.requests.insertMany([
    testRecord('now', { startedAt: NOW - 1 }),
    testRecord('hours ago', { startedAt: NOW - 2 * HOUR_MS }),
    testRecord('yesterday', { startedAt: NOW - 25 * HOUR_MS }),
  ]);
  expect(await reader.load(DAY)).toMatchObject({
    from: NOW - 24 * HOUR_MS,
    to: NOW,
    totals: { requests: 2 },
    previous: { requests: 1 },
  });
  expect(await reader.load({ ...DAY, windowMs: HOUR_MS })).toMatchObject({ totals: { requests: 1 } });
  const period = { from: NOW - 30 * HOUR_MS, to: NOW - HOUR_MS };
  expect(await reader.load({ ...DAY, ...period })).toMatchObject({ ...period, totals: { requests: 2 } });
});

it('sees what was written since the last load', async () => {
  const { store, reader } = openReader();
  expect((await reader.load(DAY)).totals.requests).toBe(0);
  store.requests.insertMany([testRecord('new', { startedAt: NOW - 1 })]);
  expect((await reader.load(DAY)).totals.requests).toBe(1);
});

it('answers equal queries at a time once, and different ones each', async () => {
  const { reader } = openReader();
  const [first, equal, other] = [
    reader.load(DAY),
    reader.load({ ...DAY }),
    reader.load({ ...DAY, model: 'm' }),
  ];
  expect(equal).toBe(first);
  expect(other).not.toBe(first);
  await Promise.all([first, other]);
  const later = reader.load(DAY);
  expect(later).not.toBe(first);
  await later;
});

it('tells of a damaged database, and reads it again when it is whole', async () => {
  const { store, path, reader } = openReader();
  const second = new Database(path);
  second.exec('ALTER TABLE requests RENAME TO moved');
  await expect(reader.load(DAY)).rejects.toMatchObject({ name: 'StoreError', details: { path } });
  second.exec('ALTER TABLE moved RENAME TO requests');
  second.close();
  store.requests.insertMany([testRecord('new', { startedAt: NOW - 1 })]);
  expect((await reader.load(DAY)).totals.requests).toBe(1);
});
