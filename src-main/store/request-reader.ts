import type { RequestRecord } from '#shared/domain/request-record';
import type { RequestListCall } from './load-requests';
import { createStoreWorker } from './store-worker-client';

/** Reads pages of the request list without holding up the thread that serves requests. */
export interface RequestReader {
  /**
   * Requests with their attempts, newest first.
   *
   * @throws {StoreError} when the database cannot be read
   * @throws {WorkerError} when it takes too long
   */
  list(call: RequestListCall): Promise<RequestRecord[]>;
  close(): Promise<void>;
}

export function createRequestReader(options: { path: string; timeLimitMs?: number }): RequestReader {
  const worker = createStoreWorker(options);
  return {
    async list(call) {
      const answer = await worker.call({ type: 'requests', ...call });
      return answer.requests;
    },
    close: worker.close,
  };
}
