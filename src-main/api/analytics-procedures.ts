import { createApiError } from './api-error';
import type { ApiDependencies, Implementer } from './api-context';
import { openAnalyticsStream } from './open-analytics-stream';

/** Each may ask for another period, and all of them share one thread. */
const MAX_STREAMS = 50;

export function createAnalyticsProcedures(
  os: Implementer,
  dependencies: Pick<ApiDependencies, 'analytics' | 'recorder' | 'clock'>,
) {
  let streams = 0;

  return {
    get: os.analytics.get.handler(({ input }) => dependencies.analytics.load(input)),

    stream: os.analytics.stream.handler(({ input, signal }) => {
      if (streams >= MAX_STREAMS) {
        const message = `${MAX_STREAMS} streams of figures are open already. Close one, then try again.`;
        throw createApiError('BUSY', message, { reason: 'too_many_live_views' });
      }
      streams += 1;
      return openAnalyticsStream(input, dependencies, { signal, onEnd: () => (streams -= 1) });
    }),
  };
}
