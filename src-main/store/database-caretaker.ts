import { statSync } from 'node:fs';
import { createWorkerClient } from '#main/worker-threads/create-worker-client';
import { selectWorkerUrl } from '#main/worker-threads/worker-url';
import type { CaretakerAnswer, CaretakerCall } from './caretaker-worker';

/** A thousand pages, SQLite's own measure. */
const CHECKPOINT_BYTES = 4 * 1024 * 1024;
const CHECKPOINT_DELAY_MS = 1000;
/** A start has better things to do with the disk, and a command of the CLI is over by then. */
const CHECK_DELAY_MS = 10_000;
/** Until then a view reads new requests one by one; more often, each would pay for whole histograms. */
const ROLLUP_DELAY_MS = 60_000;
const FIRST_ROLLUP_DELAY_MS = 5000;
/** Between two steps when there are many: requests are recorded meanwhile. */
const ROLLUP_PAUSE_MS = 50;
/** Reading some ten gigabytes. */
const TIME_LIMIT_MS = 10 * 60 * 1000;
const IDLE_MS = 10_000;

export interface DatabaseCaretaker {
  /** Something was written: the write-ahead log may have grown. */
  noticeWrite(): void;
  /** Reads the whole file for damage, some time from now. */
  scheduleCheck(): void;
  /** Adds up what was recorded and is not in the sums yet, soon. */
  scheduleRollup(): void;
  close(): void;
}

/**
 * Does in a thread of its own what would hold up the streams: moving the write-ahead log into the database, which waits
 * for the disk (20 to 60 ms were measured), adding up requests, and reading a large file for damage. Whatever fails here is tried again by the next
 * occasion, or by SQLite itself in the writing connection.
 */
export function createDatabaseCaretaker(options: {
  path: string;
  /** Called at most once. */
  onDamage: (reason: string) => void;
  checkDelayMs?: number;
  rollupDelayMs?: number;
}): DatabaseCaretaker {
  const { path, onDamage, checkDelayMs = CHECK_DELAY_MS, rollupDelayMs = ROLLUP_DELAY_MS } = options;
  const worker = createWorkerClient<CaretakerCall, CaretakerAnswer>({
    url: selectWorkerUrl('store/caretaker-worker'),
    data: { path },
    timeLimitMs: TIME_LIMIT_MS,
    idleMs: IDLE_MS,
  });
  let checkpoint: NodeJS.Timeout | null = null;
  let check: NodeJS.Timeout | null = null;
  let rollup: NodeJS.Timeout | null = null;
  let closed = false;

  /** @returns whether there is more to do */
  const run = async (call: CaretakerCall): Promise<boolean> => {
    try {
      const { damage, more } = await worker.call(call);
      if (damage !== null) onDamage(damage);
      return more;
    } catch {
      // Closed meanwhile, or no thread to be had.
      return false;
    }
  };

  const scheduleRollup = (delayMs: number): void => {
    if (!closed) rollup ??= setTimeout(() => void runRollup(), delayMs).unref();
  };

  const runRollup = async (): Promise<void> => {
    const more = await run('rollup');
    rollup = null;
    if (more) scheduleRollup(ROLLUP_PAUSE_MS);
  };

  const runCheckpoint = async (): Promise<void> => {
    if (selectFileSize(`${path}-wal`) >= CHECKPOINT_BYTES) await run('checkpoint');
    checkpoint = null;
  };

  return {
    noticeWrite() {
      checkpoint ??= setTimeout(() => void runCheckpoint(), CHECKPOINT_DELAY_MS).unref();
      scheduleRollup(rollupDelayMs);
    },
    scheduleCheck() {
      check ??= setTimeout(() => void run('check'), checkDelayMs).unref();
    },
    scheduleRollup: () => scheduleRollup(Math.min(rollupDelayMs, FIRST_ROLLUP_DELAY_MS)),
    close() {
      closed = true;
      if (rollup !== null) clearTimeout(rollup);
      if (checkpoint !== null) clearTimeout(checkpoint);
      if (check !== null) clearTimeout(check);
      void worker.close();
    },
  };
}

function selectFileSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
