import { stat } from 'node:fs/promises';
import type { Clock } from '#main/gateway/ports';
import { UserCodeError, type UserHook, type UserInput } from '#main/gateway/user-code/user-code';
import { createUserThread, type UserThread, type UserThreadOptions } from './create-user-thread';

export interface UserFileOptions extends UserThreadOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
}

export interface UserFile {
  /** @throws {UserCodeError} */
  call(hook: UserHook, input: UserInput): Promise<FileAnswer>;
  /** Nothing more is asked in a session. */
  release(session: string): void;
  close(): Promise<void>;
}

export interface FileAnswer {
  readonly value: unknown;
  /** Given by the version that lies on the disk, and not by one that a session holds on to. */
  readonly isNewest: boolean;
}

/** A thread that nobody has asked for this long is ended. */
const IDLE_MS = 5 * 60_000;
/** So many threads of one version in a row had to be ended: the next one would have to be as well. */
const MAX_FAILURES = 3;
/** Then the file is left alone for this long, unless it is saved anew: each try would hold up a request. */
const REST_MS = 30_000;

/** A file of the user: the version that lies on the disk answers, and a session keeps to the one that it began with. */
export function createUserFile(options: UserFileOptions): UserFile {
  const { path, clock } = options;
  let version = '';
  let thread: UserThread | null = null;
  const sessions = new Map<string, UserThread>();
  /** Threads of this version in a row that had to be ended. */
  let failures = 0;
  let counted: UserThread | null = null;
  let restUntil = Number.NEGATIVE_INFINITY;
  let idle: NodeJS.Timeout | undefined;

  /** Ends a thread that is not asked any more, once no session holds on to it. */
  function retireUnused(replaced: UserThread | null): void {
    if (replaced === null || replaced === thread) return;
    if (![...sessions.values()].includes(replaced)) replaced.retire();
  }

  function waitForIdle(): void {
    clearTimeout(idle);
    idle = setTimeout(() => {
      if (sessions.size > 0) {
        waitForIdle();
        return;
      }
      thread?.retire();
      thread = null;
    }, IDLE_MS).unref();
  }

  /** The thread of its session, else that of the newest version. */
  async function selectThread(session: string | null): Promise<UserThread> {
    const held = session === null ? undefined : sessions.get(session);
    if (held !== undefined && held.failure === null) return held;
    const taken = takeThread(await findVersion(path));
    if (session !== null) sessions.set(session, taken);
    return taken;
  }

  /** Notes how the thread before ended, and gives one for the version that is there. */
  function takeThread(found: string): UserThread {
    if (found !== version) {
      version = found;
      failures = 0;
      restUntil = Number.NEGATIVE_INFINITY;
      const replaced = thread;
      thread = null;
      retireUnused(replaced);
    }
    const failure = thread?.failure ?? null;
    if (failure !== null && clock.monotonic() < restUntil) throw new UserCodeError(failure.message);
    if (thread === null || failure !== null) thread = createUserThread(options);
    return thread;
  }

  function noteFailure(asked: UserThread): void {
    if (asked !== thread || asked === counted || asked.failure === null) return;
    counted = asked;
    failures = asked.failure.unusable ? MAX_FAILURES : failures + 1;
    if (failures >= MAX_FAILURES) restUntil = clock.monotonic() + REST_MS;
  }

  return {
    async call(hook, input) {
      const asked = await selectThread(input.session);
      waitForIdle();
      try {
        const value = await asked.call(hook, input);
        const isNewest = asked === thread;
        if (isNewest) failures = 0;
        return { value, isNewest };
      } catch (error) {
        noteFailure(asked);
        throw error;
      }
    },
    release(session) {
      const held = sessions.get(session);
      if (held === undefined) return;
      sessions.delete(session);
      held.release(session);
      retireUnused(held);
    },
    async close() {
      clearTimeout(idle);
      const threads = new Set(sessions.values());
      sessions.clear();
      if (thread !== null) threads.add(thread);
      await Promise.all([...threads].map((each) => each.close()));
    },
  };
}

/** Differs whenever the file has been saved. */
async function findVersion(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new UserCodeError(missing ? `${path} does not exist.` : `${path} cannot be read.`, {
      cause: error,
    });
  }
}
