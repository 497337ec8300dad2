import type { AnalyticsWindow } from '#shared/contract/analytics';
import type { Analytics } from '#shared/domain/analytics';
import type { ApiDependencies } from './api-context';
import { convertError } from './convert-error';

type Dependencies = Pick<ApiDependencies, 'analytics' | 'recorder' | 'clock'>;
type AnalyticsStream = AsyncGenerator<Analytics, void, void>;

const INTERVAL_MS = 1000;

/** A long history takes long to add up; of five parts of the time, at most one is spent on that. */
const REST_FACTOR = 4;

/**
 * The figures now, then again whenever requests have been written. What keeps the first ones from being had is an error
 * of the call; later it ends the stream.
 *
 * @param onEnd called once, when the stream has ended or could not begin
 */
export async function openAnalyticsStream(
  query: AnalyticsWindow,
  dependencies: Dependencies,
  options: { signal: AbortSignal | undefined; onEnd: () => void },
): Promise<AnalyticsStream> {
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);
  const figures = generateAnalytics(query, dependencies, signal, options.onEnd);
  let first: IteratorResult<Analytics, void> | null = await figures.next();
  const stream: AnalyticsStream = {
    next() {
      if (first === null) return figures.next();
      const result = first;
      first = null;
      return Promise.resolve(result);
    },
    // By itself a generator would return only after its next value, which may never come.
    return() {
      stop.abort();
      return figures.return();
    },
    throw(error) {
      stop.abort();
      return figures.throw(error);
    },
    [Symbol.asyncIterator]: () => stream,
    async [Symbol.asyncDispose]() {
      await stream.return();
    },
  };
  return stream;
}

async function* generateAnalytics(
  query: AnalyticsWindow,
  { analytics, recorder, clock }: Dependencies,
  signal: AbortSignal,
  onEnd: () => void,
): AnalyticsStream {
  try {
    while (!signal.aborted) {
      const { written } = recorder.counters;
      const startedAt = clock.monotonic();
      yield await analytics.load(query);
      const restMs = (clock.monotonic() - startedAt) * REST_FACTOR;
      await sleep(Math.max(INTERVAL_MS, restMs), signal);
      // Asked rather than told: a request counts once it is written, which is some time after it has finished.
      while (recorder.counters.written === written && !signal.aborted) await sleep(INTERVAL_MS, signal);
    }
  } catch (error) {
    throw convertError(error, () => ({ kind: null, name: null }));
  } finally {
    onEnd();
  }
}

/** Less when the signal aborts. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
