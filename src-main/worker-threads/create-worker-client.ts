import { Worker, type Transferable } from 'node:worker_threads';
import type { WorkerAnswer, WorkerCall } from './answer-calls';
import { WorkerError, type WorkerErrorCode } from './worker-error';

const SECOND_MS = 1000;
const DEFAULT_IDLE_MS = 60 * SECOND_MS;
const DEFAULT_TIME_LIMIT_MS = 20 * SECOND_MS;

export interface WorkerClientOptions {
  /** See `selectWorkerUrl`. */
  readonly url: URL;
  /** What the worker finds as its `workerData`. */
  readonly data?: unknown;
  /** A worker without calls ends after this time; the next call starts a new one. */
  readonly idleMs?: number;
  /** From the call on, waiting for earlier ones included. */
  readonly timeLimitMs?: number;
}

export interface WorkerClient<Call, Answer> {
  /**
   * Calls are answered one after the other. When one exceeds its time or the worker ends, all that wait are rejected: a
   * thread that hangs can only be ended as a whole. The next call starts a new worker.
   *
   * @param transfers what of the call is handed over instead of copied
   * @throws {WorkerError}
   */
  call(call: Call, transfers?: readonly Transferable[]): Promise<Answer>;
  /** Whether a thread is there. */
  readonly running: boolean;
  /** Ends the thread; running and later calls are rejected. */
  close(): Promise<void>;
}

interface WaitingCall<Answer> {
  resolve(answer: Answer): void;
  reject(error: WorkerError): void;
}

/**
 * Has work done in a thread of its own, so that the thread that relays streams is not held up by it. The thread starts
 * with the first call, and keeps the process alive only while a call runs.
 */
export function createWorkerClient<Call, Answer>(options: WorkerClientOptions): WorkerClient<Call, Answer> {
  const { url, data, idleMs = DEFAULT_IDLE_MS, timeLimitMs = DEFAULT_TIME_LIMIT_MS } = options;
  const waiting = new Map<number, WaitingCall<Answer>>();
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  /** Of the thread before: one that is inside SQLite ends only when SQLite returns, and there must not be ever more. */
  let ended: Promise<unknown> = Promise.resolve();
  let calls = 0;
  let closed = false;

  const rejectAll = (code: WorkerErrorCode, message: string, cause?: unknown): void => {
    // Calls are answered in turn: the worker was at the oldest.
    let begun = true;
    for (const { reject } of waiting.values()) {
      reject(new WorkerError(code, message, { cause, begun }));
      begun = false;
    }
    waiting.clear();
  };

  const end = (): void => {
    clearTimeout(idle);
    const ending = worker;
    worker = null;
    if (ending !== null) ended = ending.terminate();
  };

  const settle = (id: number): void => {
    waiting.delete(id);
    if (waiting.size > 0 || worker === null) return;
    worker.unref();
    idle = setTimeout(end, idleMs).unref();
  };

  const start = (): Worker => {
    // What the process was started with, a debugger for example, is not for the thread.
    const started = new Worker(url, { workerData: data, execArgv: [] });
    const fail = (message: string, cause?: unknown): void => {
      if (worker !== started) return;
      end();
      rejectAll('worker_failed', message, cause);
    };
    started.on('message', ({ id, answer }: WorkerAnswer<Answer>) => {
      waiting.get(id)?.resolve(answer);
      settle(id);
    });
    started.on('messageerror', (error) => fail('A worker gave an answer that cannot be read.', error));
    started.on('error', (error) => fail('A worker failed.', error));
    started.on('exit', (code) => fail(`A worker ended with ${code}.`));
    return started;
  };

  const post = (call: WorkerCall<Call>, transfers: readonly Transferable[]): void => {
    // Given up while the thread before was still ending.
    if (!waiting.has(call.id)) return;
    try {
      worker ??= start();
      clearTimeout(idle);
      worker.ref();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
      worker.postMessage(call, transfers);
    } catch (error) {
      waiting
        .get(call.id)
        ?.reject(new WorkerError('worker_failed', 'A worker could not be called.', { cause: error }));
      settle(call.id);
    }
  };

  return {
    async call(call, transfers = []) {
      if (closed) throw new WorkerError('worker_closed', 'The worker is closed.');
      const id = (calls += 1);
      const { promise, resolve, reject } = Promise.withResolvers<Answer>();
      waiting.set(id, { resolve, reject });
      const limit = setTimeout(() => {
        end();
        rejectAll('worker_time_limit', `A worker gave no answer within ${timeLimitMs} ms.`);
      }, timeLimitMs);
      void ended.then(() => post({ id, call }, transfers));
      try {
        return await promise;
      } finally {
        clearTimeout(limit);
      }
    },
    get running() {
      return worker !== null;
    },
    async close() {
      closed = true;
      end();
      rejectAll('worker_closed', 'The worker was closed.');
      await ended;
    },
  };
}
