export type WorkerErrorCode = 'worker_time_limit' | 'worker_failed' | 'worker_closed';

/** A worker gave no answer. */
export class WorkerError extends Error {
  override readonly name = 'WorkerError';
  readonly code: WorkerErrorCode;
  /** False: the call still waited for others when the worker ended, so it is not what ended it. */
  readonly begun: boolean;

  constructor(code: WorkerErrorCode, message: string, options: { cause?: unknown; begun?: boolean } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.begun = options.begun ?? true;
  }
}
