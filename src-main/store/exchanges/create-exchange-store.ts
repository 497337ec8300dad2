import type { Clock, ExchangeSink, Logger, RecordedExchange } from '#main/gateway/ports';
import { createThrottledWarning } from '#main/store/throttled-warning';
import { createWorkerClient } from '#main/worker-threads/create-worker-client';
import { selectWorkerUrl } from '#main/worker-threads/worker-url';
import type { StoredExchange } from '#shared/domain/stored-exchange';
import type { ExchangeLimits } from './exchange-database';
import type { ExchangeWorkerAnswer, ExchangeWorkerCall, ExchangeWorkerData } from './exchange-worker';
import { convertToWire, listBodies, sumBytes } from './wire-exchange';

/** What may wait to be stored; more is dropped. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
const TRIM_EVERY_MS = 60 * 60 * 1000;

export interface ExchangeStore extends ExchangeSink {
  /** Null: not kept, or not any more. @throws {Error} when the file cannot be read */
  get(requestId: string): Promise<StoredExchange | null>;
  /** Removes all that is kept. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export interface ExchangeStoreOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** As they are now. */
  readonly limits: () => ExchangeLimits;
  readonly maxWaitingBytes?: number;
}

/** Keeps bodies in a database of their own, which a thread of its own compresses, masks and writes. */
export function createExchangeStore(options: ExchangeStoreOptions): ExchangeStore {
  const { path, clock, logger, limits, maxWaitingBytes = MAX_WAITING_BYTES } = options;
  const worker = createWorkerClient<ExchangeWorkerCall, ExchangeWorkerAnswer>({
    url: selectWorkerUrl('store/exchanges/exchange-worker'),
    data: { path } satisfies ExchangeWorkerData,
  });
  const warn = createThrottledWarning({ logger, clock });
  let waitingBytes = 0;
  const running = new Set<Promise<void>>();

  const call = async (
    what: ExchangeWorkerCall,
    bodies: ArrayBuffer[] = [],
  ): Promise<StoredExchange | null> => {
    const answer = await worker.call(what, bodies);
    if (answer.type === 'unusable') throw new Error(`Stored bodies cannot be used: ${answer.message}`);
    return answer.exchange;
  };

  async function store(exchange: RecordedExchange, bytes: number): Promise<void> {
    waitingBytes += bytes;
    try {
      const wire = convertToWire(exchange);
      await call({ type: 'keep', exchange: wire, limits: limits(), now: clock.now() }, listBodies(wire));
    } catch (error) {
      warn({ err: error }, 'bodies of a request could not be stored');
    } finally {
      waitingBytes -= bytes;
    }
  }

  // What was kept goes even when nothing more comes.
  const trimming = setInterval(() => {
    call({ type: 'trim', limits: limits(), now: clock.now() }).catch((error: unknown) => {
      warn({ err: error }, 'old bodies could not be removed');
    });
  }, TRIM_EVERY_MS).unref();

  return {
    keep(exchange) {
      const bytes = sumBytes(exchange);
      if (waitingBytes + bytes > maxWaitingBytes) {
        warn(
          { requestId: exchange.requestId },
          'bodies of a request were not stored: too many wait to be written',
        );
        return;
      }
      const storing = store(exchange, bytes);
      running.add(storing);
      void storing.finally(() => running.delete(storing));
    },
    get: (requestId) => call({ type: 'get', requestId }),
    async clear() {
      await call({ type: 'clear' });
    },
    async close() {
      clearInterval(trimming);
      await Promise.all(running);
      await worker.close();
    },
  };
}
