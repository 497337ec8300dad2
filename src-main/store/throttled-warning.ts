import type { Clock, Logger } from '#main/gateway/ports';

const MINUTE_MS = 60_000;

/** A warning that is logged at most once a minute. It never throws: it is called where a request must not notice. */
export function createThrottledWarning(options: {
  logger: Logger;
  clock: Pick<Clock, 'monotonic'>;
}): (fields: object, message: string) => void {
  let lastMs = Number.NEGATIVE_INFINITY;
  return (fields, message) => {
    const nowMs = options.clock.monotonic();
    if (nowMs - lastMs < MINUTE_MS) return;
    lastMs = nowMs;
    try {
      options.logger.warn(fields, message);
    } catch {
      // A logger that fails has no one left to tell.
    }
  };
}
