import type { RoutexEvent } from '#shared/domain/routex-event';
import { createEventQueue, type EventQueue } from './event-queue';

/** Tells whoever listens what happens. */
export interface EventHub {
  /** Never throws and never blocks. */
  publish(event: RoutexEvent): void;
  /**
   * `hello`, then events from now on; ends when the signal aborts, the reader leaves, or the hub closes.
   *
   * @throws {TooManySubscribersError}
   */
  subscribe(signal?: AbortSignal): AsyncGenerator<RoutexEvent, void, void>;
  readonly subscribers: number;
  close(): void;
}

/** As many live views as nobody has, and few enough that what waits for them stays small. */
const MAX_SUBSCRIBERS = 100;

/** Events that may wait for one reader; a reader that is further behind has to load everything again anyway. */
const QUEUE_CAPACITY = 1000;

export class TooManySubscribersError extends Error {
  override readonly name = 'TooManySubscribersError';
  readonly code = 'too_many_subscribers';

  constructor(limit: number) {
    super(`${limit} live views are open already. Close one, then try again.`);
  }
}

export interface EventHubOptions {
  readonly maxSubscribers?: number;
  readonly queueCapacity?: number;
}

export function createEventHub(options: EventHubOptions = {}): EventHub {
  const { maxSubscribers = MAX_SUBSCRIBERS, queueCapacity = QUEUE_CAPACITY } = options;
  const queues = new Set<EventQueue>();
  let closed = false;

  return {
    publish(event) {
      for (const queue of queues) queue.push(event);
    },
    subscribe(signal) {
      if (queues.size >= maxSubscribers) throw new TooManySubscribersError(maxSubscribers);
      const onAbort = (): void => queue.end();
      const queue = createEventQueue(queueCapacity, () => {
        queues.delete(queue);
        signal?.removeEventListener('abort', onAbort);
      });
      queues.add(queue);
      queue.push({ type: 'hello' });
      if (closed || signal?.aborted === true) queue.end();
      else signal?.addEventListener('abort', onAbort);
      return queue.events;
    },
    get subscribers() {
      return queues.size;
    },
    close() {
      closed = true;
      for (const queue of queues) queue.end();
    },
  };
}
