import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

const START_TIMEOUT_MS = 20_000;

/**
 * What `routex serve --json` says first on standard output. Rejects when it ends or says nothing in time.
 *
 * @param log what the process has logged so far, for the error
 */
export function readFirstLine(child: ChildProcess, log: () => string): Promise<string> {
  return new Promise((fulfil, reject) => {
    if (child.stdout === null) throw new Error('the child has no standard output');
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`routex serve said nothing in time: ${log()}`));
    }, START_TIMEOUT_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`routex serve ended with ${code}: ${log()}`));
    });
    createInterface(child.stdout).once('line', (line) => {
      clearTimeout(timer);
      fulfil(line);
    });
  });
}
