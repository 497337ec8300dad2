import type { Clock, Logger } from '#main/gateway/ports';
import { UserCodeError, type UserCode, type UserCodeProblem } from '#main/gateway/user-code/user-code';
import { selectWorkerUrl } from '../worker-url';
import { createUserFile, type UserFile } from './create-user-file';

export interface UserCodeOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly url?: URL;
  readonly memoryLimitMb?: number;
  readonly loadLimitMs?: number;
}

export interface UserCodeThreads extends UserCode {
  /** Ends all threads. */
  close(): Promise<void>;
}

const DEFAULT_MEMORY_LIMIT_MB = 256;
const DEFAULT_LOAD_LIMIT_MS = 5000;
const MAX_OUTPUT = 2000;

/** Runs the user's files, each in a thread of its own, which starts with its first call. */
export function createUserCode(options: UserCodeOptions): UserCodeThreads {
  const { clock, logger } = options;
  const files = new Map<string, UserFile>();
  const problems = new Map<string, UserCodeProblem>();

  function open(path: string): UserFile {
    return createUserFile({
      path,
      clock,
      url: options.url ?? selectWorkerUrl('worker-threads/user-code/user-code-worker'),
      memoryLimitMb: options.memoryLimitMb ?? DEFAULT_MEMORY_LIMIT_MB,
      loadLimitMs: options.loadLimitMs ?? DEFAULT_LOAD_LIMIT_MS,
      onOutput: (text) => logger.info({ path, output: text.slice(0, MAX_OUTPUT) }, 'a user file wrote'),
    });
  }

  function noteProblem(path: string, message: string): void {
    if (problems.get(path)?.message !== message)
      logger.warn({ path, problem: message }, 'a user file failed');
    problems.set(path, { path, message, at: clock.now() });
  }

  return {
    async call(path, hook, input) {
      let file = files.get(path);
      if (file === undefined) {
        file = open(path);
        files.set(path, file);
      }
      try {
        const { value, isNewest } = await file.call(hook, input);
        if (isNewest) problems.delete(path);
        return value;
      } catch (error) {
        if (error instanceof UserCodeError) noteProblem(path, error.message);
        throw error;
      }
    },
    release: (path, session) => files.get(path)?.release(session),
    report: noteProblem,
    problems: () => [...problems.values()],
    async close() {
      await Promise.all([...files.values()].map((file) => file.close()));
      files.clear();
    },
  };
}
