import type { RoutexEvent } from '#shared/domain/routex-event';

/** What waits for one reader. */
export interface EventQueue {
  /** Takes an event; when too many wait, the oldest is left out and counted. */
  push(event: RoutexEvent): void;
  /** What waits is dropped. */
  end(): void;
  readonly events: AsyncGenerator<RoutexEvent, void, void>;
}

type Next = IteratorResult<RoutexEvent, void>;

const DONE: Next = { done: true, value: undefined };

/**
 * Not a generator function: one that was never asked for its first event would neither collect events nor notice that
 * its reader has left, and so stay subscribed for good.
 *
 * @param onEnd called once, however it ends
 */
export function createEventQueue(capacity: number, onEnd: () => void): EventQueue {
  let queue: RoutexEvent[] = [];
  let missed = 0;
  let ended = false;
  /** Readers that are ahead; one reads at a time, but nothing forbids more. */
  const waiting: ((next: Next) => void)[] = [];

  const take = (): RoutexEvent | undefined => {
    if (missed === 0) return queue.shift();
    const event: RoutexEvent = { type: 'missed', events: missed };
    missed = 0;
    return event;
  };

  const end = (): void => {
    if (ended) return;
    ended = true;
    queue = [];
    missed = 0;
    for (const resolve of waiting.splice(0)) resolve(DONE);
    onEnd();
  };

  const events: AsyncGenerator<RoutexEvent, void, void> = {
    next() {
      const value = take();
      if (value !== undefined) return Promise.resolve({ done: false, value });
      if (ended) return Promise.resolve(DONE);
      return new Promise((resolve) => {
        waiting.push(resolve);
      });
    },
    return() {
      end();
      return Promise.resolve(DONE);
    },
    throw(error) {
      end();
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    },
    [Symbol.asyncIterator]: () => events,
    [Symbol.asyncDispose]() {
      end();
      return Promise.resolve();
    },
  };

  return {
    push(event) {
      if (ended) return;
      const reader = waiting.shift();
      if (reader !== undefined) {
        reader({ done: false, value: event });
        return;
      }
      queue.push(event);
      if (queue.length <= capacity) return;
      queue.shift();
      missed += 1;
    },
    end,
    events,
  };
}
