export type WorkerErrorCode = 'worker_time_limit' | 'worker_failed' | 'worker_closed';

/** A worker gave no answer. */
export class WorkerError extends Error {
  override readonly name = 'WorkerError';
  readonly code: WorkerErrorCode;

  constructor(code: WorkerErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
