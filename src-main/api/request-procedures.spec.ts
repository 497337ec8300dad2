import { describe, expect, it } from 'vitest';
import { testAttempt, testRecord } from '#main/store/testing/test-record';
import { openTestApi } from './testing/open-test-api';

describe('the request list', () => {
  it('goes from page to page to the end', async () => {
    const { client, store } = openTestApi();
    store.requests.insertMany(
      Array.from({ length: 7 }, (_, index) => testRecord(`r${index}`, { startedAt: 5 })),
    );
    const pages: string[][] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      // oxlint-disable-next-line no-await-in-loop -- a page says where the next one begins
      const page = await client.requests.list({ limit: 3, ...(cursor !== undefined && { cursor }) });
      pages.push(page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(pages).toEqual([['r6', 'r5', 'r4'], ['r3', 'r2', 'r1'], ['r0']]);
  });

  it('has no next page when the last one is full', async () => {
    const { client, store } = openTestApi();
    store.requests.insertMany([testRecord('a'), testRecord('b')]);
    expect(await client.requests.list({ limit: 2 })).toMatchObject({ nextCursor: null });
    expect(await client.requests.list({ limit: 1 })).toMatchObject({ nextCursor: expect.any(String) });
  });

  it('finds by filter', async () => {
    const { client, store } = openTestApi();
    store.requests.insertMany([testRecord('a', { model: 'x' }), testRecord('b', { model: 'y' })]);
    const { items } = await client.requests.list({ model: 'y' });
    expect(items.map(({ id }) => id)).toEqual(['b']);
  });

  it.each([
    ['cursor', { cursor: 'nonsense' }],
    ['limit', { limit: 0 }],
    ['limit', { limit: 201 }],
    ['limit', { limit: Number.NaN }],
    ['from', { from: Number.NaN }],
    ['from', { from: '' as unknown as number }],
    ['from', { from: [] as unknown as number }],
    ['to', { from: 2, to: 1 }],
    ['to', { from: 2, to: 2 }],
    ['to', { to: Number.POSITIVE_INFINITY }],
    ['client', { client: 'nobody' as 'sdk' }],
  ])('names %s in %j as what is wrong', async (field, input) => {
    const { client } = openTestApi();
    await expect(client.requests.list(input)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      data: { field },
    });
  });
});

describe('a request', () => {
  it('comes with its attempts', async () => {
    const { client, store } = openTestApi();
    const record = testRecord('r', { attempts: [testAttempt({ outcome: 'failed' }), testAttempt()] });
    store.requests.insertMany([record]);
    expect(await client.requests.get({ id: 'r' })).toEqual(record);
  });

  it('that is not there is said not to be', async () => {
    const { client } = openTestApi();
    await expect(client.requests.get({ id: 'r' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      data: { kind: 'request', id: 'r' },
    });
  });
});
