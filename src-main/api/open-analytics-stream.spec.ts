import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Analytics } from '#shared/domain/analytics';
import { StoreError } from '#main/store/store-error';
import { openAnalyticsStream } from './open-analytics-stream';

const SECOND_MS = 1000;
const QUERY = { utcOffsetMinutes: 0 };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A stream over figures that only say how often they were loaded, read as fast as it goes. */
async function openStream(options: { signal?: AbortSignal; loadMs?: number } = {}) {
  const { signal, loadMs = 0 } = options;
  const counters = { written: 0, dropped: 0, failed: 0 };
  const seen: number[] = [];
  let loads = 0;
  let ends = 0;
  let failure: Error | null = null;
  const load = async (): Promise<Analytics> => {
    loads += 1;
    const { written } = counters;
    if (loadMs > 0) await new Promise((resolve) => setTimeout(resolve, loadMs));
    if (failure !== null) throw failure;
    return { from: written } as Analytics;
  };
  const opening = openAnalyticsStream(
    QUERY,
    {
      analytics: { load, close: () => Promise.resolve() },
      recorder: { counters },
      clock: { now: () => Date.now(), monotonic: () => performance.now() },
    },
    { signal, onEnd: () => (ends += 1) },
  );
  await vi.advanceTimersByTimeAsync(loadMs);
  const stream = await opening;
  const reading = (async () => {
    for await (const { from } of stream) seen.push(from);
  })();
  reading.catch(() => {});
  await vi.advanceTimersByTimeAsync(0);
  return {
    stream,
    reading,
    seen,
    write: (records: number) => (counters.written += records),
    failWith: (error: Error) => (failure = error),
    get loads() {
      return loads;
    },
    get ends() {
      return ends;
    },
  };
}

describe('a stream of figures', () => {
  it('begins at once, and says nothing while nothing is written', async () => {
    const opened = await openStream();
    expect(opened.seen).toEqual([0]);
    await vi.advanceTimersByTimeAsync(600 * SECOND_MS);
    expect(opened.loads).toBe(1);
  });

  it('goes on after requests were written, at most once a second however many', async () => {
    const opened = await openStream();
    for (let tick = 0; tick < 100; tick += 1) {
      opened.write(1);
      // oxlint-disable-next-line no-await-in-loop -- time goes on
      await vi.advanceTimersByTimeAsync(SECOND_MS / 10);
    }
    expect(opened.loads).toBeGreaterThan(5);
    expect(opened.loads).toBeLessThanOrEqual(11);
    await vi.advanceTimersByTimeAsync(2 * SECOND_MS);
    expect(opened.seen.at(-1)).toBe(100);
  });

  it('does not miss what is written while it loads', async () => {
    const opened = await openStream({ loadMs: 500 });
    opened.write(1);
    await vi.advanceTimersByTimeAsync(2100);
    // It is loading again.
    opened.write(1);
    await vi.advanceTimersByTimeAsync(10 * SECOND_MS);
    expect(opened.seen).toEqual([0, 1, 2]);
  });

  it('rests longer when loading takes long', async () => {
    const opened = await openStream({ loadMs: 5 * SECOND_MS });
    for (let second = 0; second < 100; second += 1) {
      opened.write(1);
      // oxlint-disable-next-line no-await-in-loop -- time goes on
      await vi.advanceTimersByTimeAsync(SECOND_MS);
    }
    expect(opened.loads).toBeLessThanOrEqual(5);
  });

  it.each([
    ['its signal aborts', async (_: AsyncGenerator, abort: () => void) => abort()],
    ['its reader leaves', (stream: AsyncGenerator) => stream.return(undefined)],
  ])('ends when %s, in the middle of a wait, and leaves no timer', async (_, end) => {
    const controller = new AbortController();
    const opened = await openStream({ signal: controller.signal });
    await vi.advanceTimersByTimeAsync(1500);
    await end(opened.stream, () => controller.abort());
    await opened.reading;
    expect(opened.ends).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends with the error of the contract when the database fails', async () => {
    const opened = await openStream();
    opened.failWith(new StoreError('database_corrupt', 'damaged', { path: '/x' }));
    opened.write(1);
    await vi.advanceTimersByTimeAsync(2 * SECOND_MS);
    await expect(opened.reading).rejects.toMatchObject({ code: 'STORE_UNUSABLE', status: 503 });
    expect(opened.ends).toBe(1);
  });
});

it('does not begin when the first figures cannot be had', async () => {
  let ends = 0;
  const failing = openAnalyticsStream(
    QUERY,
    {
      analytics: {
        load: () => Promise.reject(new StoreError('database_busy', 'busy', { path: '/x' })),
        close: () => Promise.resolve(),
      },
      recorder: { counters: { written: 0, dropped: 0, failed: 0 } },
      clock: { now: () => 0, monotonic: () => 0 },
    },
    { signal: undefined, onEnd: () => (ends += 1) },
  );
  await expect(failing).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
  expect(ends).toBe(1);
});

it('does not load anything for a reader that has gone already', async () => {
  let ends = 0;
  const stream = await openAnalyticsStream(
    QUERY,
    {
      analytics: {
        load: () => Promise.reject(new Error('loaded nevertheless')),
        close: () => Promise.resolve(),
      },
      recorder: { counters: { written: 0, dropped: 0, failed: 0 } },
      clock: { now: () => 0, monotonic: () => 0 },
    },
    { signal: AbortSignal.abort(), onEnd: () => (ends += 1) },
  );
  expect(await stream.next()).toEqual({ done: true, value: undefined });
  expect(ends).toBe(1);
});
