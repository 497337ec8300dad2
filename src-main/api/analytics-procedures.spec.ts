import { describe, expect, it } from 'vitest';
import { testRecord } from '#main/store/testing/test-record';
import { openTestApi } from './testing/open-test-api';

const DAY_MS = 86_400_000;

describe('analytics', () => {
  it('are of the period asked for', async () => {
    const { client, store } = openTestApi();
    store.requests.insertMany([testRecord('a', { startedAt: 1000 }), testRecord('b', { startedAt: 2000 })]);
    expect(await client.analytics.get({ from: 1000, to: 2000 })).toMatchObject({
      from: 1000,
      to: 2000,
      totals: { requests: 1 },
    });
  });

  it.each([
    ['to', { from: 2000, to: 1000 }],
    ['to', { from: 1000, to: 1000 }],
    ['to', { from: 1000 }],
    ['from', { to: 1000 }],
    ['from', { from: Number.NaN, to: 1000 }],
    ['to', { from: 0, to: 400 * DAY_MS + 1 }],
    ['windowMs', { from: 0, to: 1000, windowMs: DAY_MS }],
    ['windowMs', { windowMs: 1 }],
    ['windowMs', { windowMs: 401 * DAY_MS }],
    ['windowMs', { windowMs: Number.NaN }],
    ['utcOffsetMinutes', { utcOffsetMinutes: 1441 }],
    ['utcOffsetMinutes', { utcOffsetMinutes: 0.5 }],
  ])('name %s in %j as what is wrong', async (field, input) => {
    const { client } = openTestApi();
    await expect(client.analytics.get(input)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      data: { field },
    });
  });

  it('stream to so many readers and no more, until one leaves', async () => {
    const { client } = openTestApi();
    const streams = await Promise.all(Array.from({ length: 50 }, () => client.analytics.stream({})));
    await expect(client.analytics.stream({})).rejects.toMatchObject({
      code: 'BUSY',
      data: { reason: 'too_many_live_views' },
    });
    await streams[0]?.return?.();
    const another = await client.analytics.stream({});
    expect((await another.next()).value).toMatchObject({ totals: { requests: 0 } });
    await Promise.all([...streams.slice(1), another].map((stream) => stream.return?.()));
  });
});

it('events begin with a greeting, and end when their reader leaves', async () => {
  const { client, events } = openTestApi();
  const stream = await client.system.events();
  expect(await stream.next()).toMatchObject({ value: { type: 'hello' } });
  events.publish({ type: 'settings.changed' });
  expect(await stream.next()).toMatchObject({ value: { type: 'settings.changed' } });
  await stream.return?.();
  expect(events.subscribers).toBe(0);
});
