import type { ChildProcess } from 'node:child_process';

/** The next message of a process. */
export function receiveMessage(child: ChildProcess, name: string, limitMs: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown): void => {
      clearTimeout(timer);
      resolve(message);
    };
    const timer = setTimeout(() => {
      child.off('message', onMessage);
      reject(new Error(`${name} did not answer in time`));
    }, limitMs);
    // A process that has ended is reported by the owner of all; nobody has to wait for the limit then.
    timer.unref();
    child.once('message', onMessage);
  });
}
