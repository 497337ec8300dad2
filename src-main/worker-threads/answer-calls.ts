import { parentPort, type Transferable } from 'node:worker_threads';

export interface WorkerCall<Call> {
  readonly id: number;
  readonly call: Call;
}

export interface WorkerAnswer<Answer> {
  readonly id: number;
  readonly answer: Answer;
}

const NOTHING: readonly Transferable[] = [];

/**
 * The worker's side of `createWorkerClient`: answers calls one after the other. An error that may happen is a value of
 * the answer; one that is thrown ends the worker.
 */
export function answerCalls<Call, Answer>(
  answer: (call: Call) => Answer,
  /** What of an answer is handed over instead of copied. */
  selectTransfers: (answer: Answer) => readonly Transferable[] = () => NOTHING,
): void {
  const port = parentPort;
  if (port === null) throw new Error('This file runs in a worker thread only.');
  port.on('message', ({ id, call }: WorkerCall<Call>) => {
    const answered = answer(call);
    port.postMessage({ id, answer: answered } satisfies WorkerAnswer<Answer>, selectTransfers(answered));
  });
}
