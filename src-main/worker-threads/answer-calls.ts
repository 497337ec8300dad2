import { parentPort } from 'node:worker_threads';

export interface WorkerCall<Call> {
  readonly id: number;
  readonly call: Call;
}

export interface WorkerAnswer<Answer> {
  readonly id: number;
  readonly answer: Answer;
}

/**
 * The worker's side of `createWorkerClient`: answers calls one after the other. An error that may happen is a value of
 * the answer; one that is thrown ends the worker.
 */
export function answerCalls<Call, Answer>(answer: (call: Call) => Answer): void {
  const port = parentPort;
  if (port === null) throw new Error('This file runs in a worker thread only.');
  port.on('message', ({ id, call }: WorkerCall<Call>) => {
    port.postMessage({ id, answer: answer(call) } satisfies WorkerAnswer<Answer>);
  });
}
