import { fork, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { receiveMessage } from '#bench/targets/receive-message';

/** One of the bench's own programs. */
export interface Child {
  readonly pid: number;
  send(message: object): void;
  /** Its next message. Fails when any process of the run ends meanwhile. */
  receive(limitMs: number): Promise<unknown>;
}

export interface Children {
  /** Starts one of the bench's own programs, with a message channel. */
  fork(name: string, file: string, args?: readonly string[]): Child;
  /** Starts a program that knows nothing of the bench. */
  spawn(name: string, command: string, args: readonly string[], options: SpawnOptions): ChildProcess;
  /** Fails as soon as a process ends that should not; never settles otherwise. */
  readonly broken: Promise<never>;
  /** Asks all to end, and insists after a while. */
  stop(): Promise<void>;
  /** At once, for a process that is about to exit. */
  kill(): void;
}

const STOP_LIMIT_MS = 8000;

/** Owns the processes of a run: whatever happens, none outlives it. */
export function createChildren(): Children {
  const running = new Set<ChildProcess>();
  const { promise: broken, reject } = Promise.withResolvers<never>();
  let stopping = false;
  // Whoever waits for a process hears of it; at other times nobody does.
  broken.catch(() => {});

  const own = <Started extends ChildProcess>(child: Started, name: string): Started => {
    running.add(child);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      running.delete(child);
      if (!stopping) reject(new Error(`${name} ended in the middle of the run (${signal ?? code})`));
    });
    return child;
  };

  return {
    broken,
    fork(name, file, args = []) {
      const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
      const child = own(fork(file, args, { execArgv: [], stdio: [...stdio] }), name);
      return {
        pid: child.pid ?? 0,
        send: (message) => void child.send(message),
        receive: (limitMs) => Promise.race([receiveMessage(child, name, limitMs), broken]),
      };
    },
    spawn: (name, command, args, options) => own(spawn(command, args, options), name),
    async stop() {
      stopping = true;
      const all = [...running];
      const ended = Promise.all(all.map((child) => once(child, 'exit')));
      for (const child of all) child.kill('SIGTERM');
      const timer = setTimeout(() => {
        for (const child of running) child.kill('SIGKILL');
      }, STOP_LIMIT_MS);
      await ended;
      clearTimeout(timer);
    },
    kill() {
      stopping = true;
      for (const child of running) child.kill('SIGKILL');
    },
  };
}
