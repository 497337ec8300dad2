import { DataDirectoryError, DirectoryOwnedError } from './data-directory-error';
import { loadOwnerFile, removeOwnerFile, writeOwnerFile, type OwnerInfo } from './owner-file';
import { isDirectoryLocked, lockDirectory } from './owner-lock';

export interface AcquireOwnershipOptions {
  /** An existing folder. */
  readonly directory: string;
  /** How long to wait for an owner that is about to end. The wait blocks the thread. */
  readonly waitMs: number;
  /** Of this Routex, told to those who find the directory owned. */
  readonly version?: string;
}

export interface Ownership {
  /** Tells other processes where this one listens. */
  publish(info: { readonly address: string }): void;
  /** Gives the directory back; more than once does no harm. The end of the process, of any kind, does it too. */
  release(): void;
}

/**
 * Makes this process the one that may use the data directory.
 * @throws {DirectoryOwnedError} when another process has it
 * @throws {DataDirectoryError} when the lock cannot be created
 */
export function acquireOwnership({ directory, waitMs, version }: AcquireOwnershipOptions): Ownership {
  const unlock = attempt(directory, () => lockDirectory(directory, waitMs));
  if (unlock === null) throw new DirectoryOwnedError(directory, loadOwnerFile(directory));

  let info: OwnerInfo = {
    pid: process.pid,
    address: null,
    startedAt: Date.now(),
    version: version ?? null,
  };
  let released = false;

  const release = (): void => {
    if (released) return;
    released = true;
    process.off('exit', release);
    try {
      // Before the lock goes: afterwards the file may be the next owner's.
      removeOwnerFile(directory);
    } finally {
      unlock();
    }
  };
  // Also what keeps the lock from being garbage collected, and given back, when the caller drops the returned object.
  process.on('exit', release);

  const write = (): void => attempt(directory, () => writeOwnerFile(directory, info));
  try {
    write();
  } catch (error) {
    release();
    throw error;
  }

  return {
    publish({ address }) {
      if (released) return;
      info = { ...info, address };
      write();
    },
    release,
  };
}

/**
 * The process that has the data directory now, or null when none has, or none that said who it is. What an owner left
 * behind when it was killed is not believed.
 */
export function readOwner(directory: string): OwnerInfo | null {
  return attempt(directory, () => (isDirectoryLocked(directory) ? loadOwnerFile(directory) : null));
}

function attempt<T>(directory: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new DataDirectoryError(directory, error);
  }
}
