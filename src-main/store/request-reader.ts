import type { RequestRecord } from '#shared/domain/request-record';
import type { RequestListCall } from './load-requests';
import { createStoreWorker } from './store-worker-client';

/**
 * Reads pages of the request list. A filter that few requests meet makes SQLite look at all of them, so this is done
 * without holding up the thread that serves requests; an index for every filter would cost each write instead.
 */
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
