import { mapEventIterator } from '@orpc/client';
import { ORPCError } from '@orpc/contract';
import type { Logger } from '#main/gateway/ports';
import { contractErrors } from '#shared/contract/errors';

interface Call {
  readonly path: readonly string[];
  readonly next: () => unknown;
}

/**
 * Logs what is a fault of Routex in a call, and in the events of a stream that has begun: the caller is told no details.
 * For `clientInterceptors` of an oRPC handler.
 */
export function createErrorLog(logger: Logger): (call: Call) => Promise<unknown> {
  return async ({ next, path }) => {
    const procedure = path.join('.');
    try {
      const output = await next();
      if (!isEventStream(output)) return output;
      return mapEventIterator(output, {
        value: (value) => Promise.resolve(value),
        error: (error) => {
          logError(error, procedure, logger);
          return Promise.resolve(error);
        },
      });
    } catch (error) {
      logError(error, procedure, logger);
      throw error;
    }
  };
}

function logError(error: unknown, procedure: string, logger: Logger): void {
  if (error instanceof ORPCError) {
    if (error.status < 500) return;
    // Such as a database that cannot be written: the caller is told all of it, each time he asks.
    if (Object.hasOwn(contractErrors, error.code)) {
      logger.debug({ err: error, procedure }, 'the admin API cannot do this now');
      return;
    }
  }
  logger.error({ err: error, procedure }, 'the admin API failed');
}

function isEventStream(output: unknown): output is AsyncIterator<unknown, unknown, void> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output && 'next' in output;
}
