import type { RequestRecord } from '#shared/domain/request-record';
import type { Clock, Logger, RequestSink } from '#main/gateway/ports';
import { StoreError } from './store-error';
import { createThrottledWarning } from './throttled-warning';
import type { RequestRepository } from './types';

const DEFAULT_FLUSH_MS = 100;
const DEFAULT_CAPACITY = 10_000;
/**
 * Keeps one transaction to a few milliseconds: it runs on the thread that serves requests. A record costs a fifth less in a
 * batch of 200 than in one of 50, and only two thousand requests a second ever fill one.
 */
const BATCH_SIZE = 200;
/** Between two tries on a database that cannot be written: each may wait for a lock. */
const MAX_RETRY_MS = 5000;
const MAX_TRIES = 5;
/** Records written one by one that may fail in a row before the database, not the record, is taken for the culprit. */
const MAX_FAILURES_IN_A_ROW = 3;

export interface RequestWriterOptions {
  readonly repository: Pick<RequestRepository, 'insertMany'>;
  readonly logger: Logger;
  /** Longest a record waits for its transaction. */
  readonly flushMs?: number;
  /** Records that may wait; more are dropped. */
  readonly capacity?: number;
  readonly clock?: Pick<Clock, 'monotonic'>;
}

export interface RequestWriterCounters {
  readonly written: number;
  /** Not taken: the queue was full, the writer closed, or the database is only read. */
  readonly dropped: number;
  /** Taken, but given up: the database refused the record itself, or had no room until the end. */
  readonly failed: number;
  /** Waiting now. */
  readonly queued: number;
}

export interface RequestWriter extends RequestSink {
  readonly counters: RequestWriterCounters;
  /** Writes what waits, now. Never throws; what the database refuses waits for the next try. */
  flush(): void;
  /** Writes what waits or gives it up; later records are dropped. */
  close(): void;
}

type Inserted =
  | 'written'
  /** Something about a record. */
  | 'refused'
  /** The database cannot be written now. */
  | 'postponed'
  /** The database will not be written as long as this process runs. */
  | 'impossible';

/**
 * Collects finished requests and writes them in batches, so that no request ever waits for the disk. While the database
 * has no room or is locked, as many as the queue holds wait for it; one that is only read takes none.
 */
export function createRequestWriter(options: RequestWriterOptions): RequestWriter {
  const { repository, logger, flushMs = DEFAULT_FLUSH_MS, capacity = DEFAULT_CAPACITY } = options;
  const clock = options.clock ?? { monotonic: () => performance.now() };
  const warnDropped = createThrottledWarning({ logger, clock });
  const warnFailed = createThrottledWarning({ logger, clock });

  let queue: RequestRecord[] = [];
  let timer: NodeJS.Timeout | null = null;
  let closed = false;
  /** Failed tries of the batch at the head of the queue. */
  let tries = 0;
  /** Tries in a row for which the database could not be written. */
  let postponed = 0;
  let written = 0;
  let dropped = 0;
  let failed = 0;

  const schedule = (delayMs: number): void => {
    if (timer !== null || closed || queue.length === 0) return;
    timer = setTimeout(() => {
      timer = null;
      // One batch a turn: requests are served between two batches.
      const done = writeHead();
      schedule(done ? 0 : selectRetryDelay());
    }, delayMs);
    timer.unref();
  };

  const selectRetryDelay = (): number => Math.min(flushMs * 2 ** postponed, MAX_RETRY_MS);

  const insert = (records: readonly RequestRecord[]): Inserted => {
    try {
      repository.insertMany(records);
      written += records.length;
      if (postponed > 0)
        tell(logger, { written, dropped, queued: queue.length }, 'requests are recorded again');
      postponed = 0;
      return 'written';
    } catch (error) {
      warnFailed(
        { err: error, written, dropped, failed, queued: queue.length },
        'requests could not be written to the database',
      );
      if (!(error instanceof StoreError)) return 'refused';
      return error.retryable ? 'postponed' : 'impossible';
    }
  };

  /** One record the database refuses must not take the rest of its batch along. */
  const insertOneByOne = (records: readonly RequestRecord[]): void => {
    let failuresInARow = 0;
    for (const [index, record] of records.entries()) {
      if (insert([record]) === 'written') {
        failuresInARow = 0;
        continue;
      }
      failed += 1;
      failuresInARow += 1;
      if (failuresInARow === MAX_FAILURES_IN_A_ROW) {
        failed += records.length - index - 1;
        return;
      }
    }
  };

  /** True when the head of the queue is done with, written or given up. */
  const writeHead = (): boolean => {
    const batch = queue.slice(0, BATCH_SIZE);
    switch (insert(batch)) {
      case 'written':
        break;
      case 'postponed':
        postponed += 1;
        return false;
      case 'impossible':
        dropped += batch.length;
        break;
      case 'refused':
        tries += 1;
        if (tries < MAX_TRIES) return false;
        insertOneByOne(batch);
    }
    tries = 0;
    queue = queue.slice(batch.length);
    return true;
  };

  /** No later try will come, so each batch has one, and a database that takes nothing does not hold up the exit. */
  const writeLast = (): void => {
    while (queue.length > 0) {
      const writtenBefore = written;
      tries = MAX_TRIES - 1;
      writeHead();
      if (written > writtenBefore) continue;
      failed += queue.length;
      queue = [];
    }
  };

  return {
    record(record) {
      if (closed || queue.length >= capacity) {
        dropped += 1;
        warnDropped(
          { dropped, capacity, closed },
          'request records are dropped: the queue to the database is full',
        );
        return;
      }
      queue.push(record);
      schedule(flushMs);
    },
    flush() {
      while (queue.length > 0 && writeHead());
    },
    close() {
      if (closed) return;
      closed = true;
      if (timer !== null) clearTimeout(timer);
      timer = null;
      writeLast();
    },
    get counters() {
      return { written, dropped, failed, queued: queue.length };
    },
  };
}

function tell(logger: Logger, fields: object, message: string): void {
  try {
    logger.info(fields, message);
  } catch {
    // A logger that fails has no one left to tell.
  }
}
