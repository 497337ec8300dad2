import type { Clock } from '#main/gateway/ports';
import { ANALYTICS_WINDOW, type AnalyticsQuery } from '#shared/contract/analytics';
import type { Analytics } from '#shared/domain/analytics';
import type { Period } from './analytics-buckets';
import { createStoreWorker } from './store-worker-client';

/** Adds up finished requests without holding up the thread that serves them. */
export interface AnalyticsReader {
  /**
   * Equal queries that come while one of them is answered share its answer.
   *
   * @throws {StoreError} when the database cannot be read
   * @throws {WorkerError} when it takes too long
   */
  load(query: AnalyticsQuery): Promise<Analytics>;
  close(): Promise<void>;
}

export interface AnalyticsReaderOptions {
  /** The database file. */
  readonly path: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly timeLimitMs?: number;
}

export function createAnalyticsReader({ clock, ...options }: AnalyticsReaderOptions): AnalyticsReader {
  const worker = createStoreWorker(options);
  const running = new Map<string, Promise<Analytics>>();

  const start = async (query: AnalyticsQuery): Promise<Analytics> => {
    const { channelId, model, client, utcOffsetMinutes } = query;
    const period = selectPeriod(query, clock.now());
    const { analytics } = await worker.call({
      type: 'analytics',
      ...period,
      channelId,
      model,
      client,
      utcOffsetMinutes,
    });
    return analytics;
  };

  return {
    load(query) {
      const key = createKey(query);
      const shared = running.get(key);
      if (shared !== undefined) return shared;
      const loading = start(query).finally(() => running.delete(key));
      running.set(key, loading);
      return loading;
    },
    close: worker.close,
  };
}

/** What a query asks for: a period of its own, or one that ends now. */
function selectPeriod({ from, to, windowMs }: AnalyticsQuery, now: number): Period {
  if (from !== undefined && to !== undefined) return { from, to };
  return { from: now - (windowMs ?? ANALYTICS_WINDOW.default), to: now };
}

/** Before "now" is filled in, so that queries for the same window are equal. */
function createKey({
  from,
  to,
  windowMs,
  utcOffsetMinutes,
  channelId,
  model,
  client,
}: AnalyticsQuery): string {
  return JSON.stringify([from, to, windowMs, utcOffsetMinutes, channelId, model, client]);
}
