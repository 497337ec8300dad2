import { accessSync, constants } from 'node:fs';
import { DataDirectoryError, DirectoryOwnedError } from './data-directory-error';
import { loadOwnerFile, removeOwnerFile, writeOwnerFile, type OwnerInfo } from './owner-file';
import { isDirectoryLocked, lockDirectory } from './owner-lock';

/** How often a full disk is tried again. */
const RETRY_MS = 5000;

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
 * Makes this process the one that may use the data directory. One it may not write in has nothing to own: it is only read,
 * unless somebody else who may write has it.
 * @throws {DirectoryOwnedError} when another process has it
 * @throws {DataDirectoryError} when the lock cannot be created
 */
export function acquireOwnership({ directory, waitMs, version }: AcquireOwnershipOptions): Ownership {
  if (!isWritable(directory)) return readAlong(directory);
  const unlock = attempt(directory, () => lockDirectory(directory, waitMs));
  if (unlock === null) throw new DirectoryOwnedError(directory, loadOwnerFile(directory));

  let info: OwnerInfo = {
    pid: process.pid,
    address: null,
    startedAt: Date.now(),
    version: version ?? null,
  };
  let released = false;
  let retry: NodeJS.Timeout | undefined;

  const release = (): void => {
    if (released) return;
    released = true;
    clearTimeout(retry);
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

  /** On a full disk others learn for the time being that somebody has the directory, but not who. */
  const write = (): void => {
    clearTimeout(retry);
    try {
      writeOwnerFile(directory, info);
    } catch (error) {
      if (!isOutOfSpace(error)) throw new DataDirectoryError(directory, error);
      // What the owner before left behind would be taken for true.
      removeOwnerFile(directory);
      retry = setTimeout(write, RETRY_MS).unref();
    }
  };
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

function readAlong(directory: string): Ownership {
  const owner = readOwner(directory);
  if (owner !== null) throw new DirectoryOwnedError(directory, owner);
  return { publish: () => {}, release: () => {} };
}

function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK);
    return true;
  } catch (error) {
    // A folder that is missing is a fault of its own, found where the lock is created.
    return !(
      error instanceof Error &&
      'code' in error &&
      ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code))
    );
  }
}

function isOutOfSpace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT'].includes(String(error.code));
}

function attempt<T>(directory: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new DataDirectoryError(directory, error);
  }
}
