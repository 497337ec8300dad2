import { createWorkerClient } from '#main/worker-threads/create-worker-client';
import { selectWorkerUrl } from '#main/worker-threads/worker-url';
import { convertToStoreError } from './convert-to-store-error';
import type { StoreWorkerAnswer, StoreWorkerCall, StoreWorkerData } from './store-worker';

export interface StoreWorker {
  /**
   * @throws {StoreError} when the database cannot be read
   * @throws {WorkerError} when it takes too long, or the thread fails
   */
  call<Type extends StoreWorkerCall['type']>(
    call: Extract<StoreWorkerCall, { type: Type }>,
  ): Promise<Extract<StoreWorkerAnswer, { type: Type }>>;
  close(): Promise<void>;
}

/** Reads the database on a thread and a connection of its own. */
export function createStoreWorker(options: {
  path: string;
  timeLimitMs?: number;
  idleMs?: number;
}): StoreWorker {
  const { path, ...limits } = options;
  const client = createWorkerClient<StoreWorkerCall, StoreWorkerAnswer>({
    url: selectWorkerUrl('store/store-worker'),
    data: { path } satisfies StoreWorkerData,
    ...limits,
  });
  return {
    async call<Type extends StoreWorkerCall['type']>(call: Extract<StoreWorkerCall, { type: Type }>) {
      const answer = await client.call(call);
      if (answer.type === 'unreadable') {
        const { code, message } = answer;
        throw convertToStoreError(Object.assign(new Error(message), { code }), path);
      }
      return answer as Extract<StoreWorkerAnswer, { type: Type }>;
    },
    close: () => client.close(),
  };
}
