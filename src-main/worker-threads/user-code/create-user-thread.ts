import { Worker } from 'node:worker_threads';
import { UserCodeError, type UserHook, type UserInput } from '#main/gateway/user-code/user-code';
import { findOversize } from './answer-limits';
import { describeThrown } from './describe-thrown';
import {
  userThreadMessageSchema,
  type UserThreadCall,
  type UserThreadData,
  type UserThreadRelease,
} from './user-thread-messages';
import { watchMemory } from './watch-memory';

export interface UserThreadOptions {
  /** See `selectWorkerUrl`. */
  readonly url: URL;
  readonly path: string;
  /** To load the file, and all that it imports. */
  readonly loadLimitMs: number;
  readonly memoryLimitMb: number;
  /** What the file writes to its console. */
  readonly onOutput: (text: string) => void;
}

export interface UserThread {
  /** @throws {UserCodeError} */
  call(hook: UserHook, input: UserInput): Promise<unknown>;
  /** Why the thread had to be ended; null while it runs. */
  readonly failure: UserThreadFailure | null;
  /** Nothing more is asked in a session. */
  release(session: string): void;
  /** Ends it once nobody waits for it any more. */
  retire(): void;
  /** Ends it now. */
  close(): Promise<void>;
}

export interface UserThreadFailure {
  readonly message: string;
  /** The file could not even be loaded: another try can only fail again. */
  readonly unusable: boolean;
}

interface WaitingCall {
  readonly hook: UserHook;
  resolve(answer: unknown): void;
  reject(error: UserCodeError): void;
}

const YOUNG_GENERATION_MB = 16;
const MIB = 1024 * 1024;
/** Secrets of Routex that are in its environment are none of the file's business. */
const WITHHELD_ENV: ReadonlySet<string> = new Set(['ROUTEX_DATA_KEY', 'ROUTEX_ADMIN_TOKEN']);

/** One thread for one version of a file. A thread that does not answer is ended with all who wait for it. */
export function createUserThread(options: UserThreadOptions): UserThread {
  const { url, path, loadLimitMs, memoryLimitMb, onOutput } = options;
  const waiting = new Map<number, WaitingCall>();
  const ready = Promise.withResolvers<void>();
  // Nobody may wait for it.
  ready.promise.catch(() => undefined);
  let calls = 0;
  /** Calls that have not settled, those that wait for the file to be loaded included. */
  let pending = 0;
  let failure: UserThreadFailure | null = null;
  let retired = false;

  const worker = new Worker(url, {
    workerData: { path } satisfies UserThreadData,
    execArgv: [],
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !WITHHELD_ENV.has(name))),
    resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb, maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    stdout: true,
    stderr: true,
  });
  worker.unref();
  for (const stream of [worker.stdout, worker.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', onOutput);
  }
  const loading = setTimeout(() => fail(`it took more than ${loadLimitMs} ms to load.`, true), loadLimitMs);

  const failForMemory = (): void => fail(`it used more than ${memoryLimitMb} MB of memory.`);
  const memory = watchMemory(worker, memoryLimitMb * MIB, failForMemory);

  function fail(message: string, unusable = false): void {
    if (failure !== null) return;
    failure = { message, unusable };
    clearTimeout(loading);
    memory.close();
    void worker.terminate();
    const error = new UserCodeError(message);
    ready.reject(error);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  function settle(id: number, json: string): void {
    const call = waiting.get(id);
    if (call === undefined) return;
    const oversize = findOversize(call.hook, json);
    if (oversize !== null) {
      call.reject(new UserCodeError(oversize));
      return;
    }
    let answer: unknown;
    try {
      answer = JSON.parse(json);
    } catch {
      call.reject(new UserCodeError(`${path} gave an answer that is no JSON.`));
      return;
    }
    call.resolve(answer);
  }

  function endIfRetired(): void {
    if (retired && pending === 0) fail('it was saved anew.');
  }

  function read(posted: unknown): void {
    const { success, data: message } = userThreadMessageSchema.safeParse(posted);
    if (!success) {
      fail(`${path} posted a message of its own to parentPort, which takes answers only.`);
      return;
    }
    switch (message.type) {
      case 'ready':
        clearTimeout(loading);
        if (pending === 0) memory.relax();
        ready.resolve();
        return;
      case 'unusable':
        fail(message.message, true);
        return;
      case 'answer':
        if (message.externalBytes > memoryLimitMb * MIB) return failForMemory();
        settle(message.id, message.json);
        return;
      case 'failed':
        waiting.get(message.id)?.reject(new UserCodeError(message.message));
        return;
    }
  }

  worker.on('message', read);
  worker.on('messageerror', () => fail(`${path} posted a message that cannot be read.`));
  // Whatever the file threw, which need not be an error.
  worker.on('error', (thrown: unknown) => {
    if (isOutOfMemory(thrown)) failForMemory();
    else fail(describeThrown(thrown));
  });
  worker.on('exit', () => fail('it ended its thread.'));

  return {
    get failure() {
      return failure;
    },
    async call(hook, { data, body, limitMs }) {
      const id = (calls += 1);
      pending += 1;
      memory.hurry();
      let limit: NodeJS.Timeout | undefined;
      try {
        await ready.promise;
        const { promise, resolve, reject } = Promise.withResolvers<unknown>();
        waiting.set(id, { hook, resolve, reject });
        limit = setTimeout(() => fail(`it gave no answer within ${limitMs} ms.`), limitMs);
        const call: UserThreadCall = { id, hook, data, body };
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
        worker.postMessage(call, body === null ? [] : [body.buffer]);
        return await promise;
      } finally {
        clearTimeout(limit);
        waiting.delete(id);
        pending -= 1;
        if (pending === 0) memory.relax();
        endIfRetired();
      }
    },
    release(session) {
      if (failure !== null) return;
      const message: UserThreadRelease = { release: session };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
      worker.postMessage(message);
    },
    retire() {
      retired = true;
      endIfRetired();
    },
    async close() {
      fail('Routex is stopping.');
      await worker.terminate();
    },
  };
}

function isOutOfMemory(thrown: unknown): boolean {
  return (
    typeof thrown === 'object' &&
    thrown !== null &&
    'code' in thrown &&
    thrown.code === 'ERR_WORKER_OUT_OF_MEMORY'
  );
}
