import type { Worker } from 'node:worker_threads';

export interface MemoryWatch {
  /** Looks often while somebody waits for the thread: it may be filling memory right now. */
  hurry(): void;
  relax(): void;
  close(): void;
}

const BUSY_MS = 20;
const IDLE_MS = 1000;

/**
 * Looks at the memory of a thread that lies outside its heap: buffers, array buffers, memory of WebAssembly. The thread's own
 * limits do not count these. A thread tells also in the middle of an endless loop.
 *
 * @param limit in bytes
 * @param onExcess told once; the watch has ended by then
 */
export function watchMemory(
  worker: Pick<Worker, 'getHeapStatistics'>,
  limit: number,
  onExcess: () => void,
): MemoryWatch {
  let interval = BUSY_MS;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  function schedule(): void {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(() => void look(), interval).unref();
  }

  async function look(): Promise<void> {
    const bytes = await readExternal(worker);
    if (closed) return;
    if (bytes <= limit) return schedule();
    closed = true;
    return onExcess();
  }

  function setInterval(next: number): void {
    if (interval === next) return;
    interval = next;
    schedule();
  }

  schedule();
  return {
    hurry: () => setInterval(BUSY_MS),
    relax: () => setInterval(IDLE_MS),
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

async function readExternal(worker: Pick<Worker, 'getHeapStatistics'>): Promise<number> {
  try {
    return (await worker.getHeapStatistics()).external_memory;
  } catch {
    // A thread that has not begun, or has ended, holds nothing.
    return 0;
  }
}
