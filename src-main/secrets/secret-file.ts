import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

const PRIVATE_MODE = 0o600;
const MODE_FOR_OTHERS = 0o077;

/**
 * The trimmed text of a file only its owner can read. Created with what `create` returns when there is none; a file
 * others could read is made private.
 * @throws what the file system throws
 */
export function loadOrCreateSecretFile(path: string, create: () => string): string {
  const existing = loadSecretFile(path);
  if (existing !== null) return existing;
  writeNewFile(path, `${create()}\n`);
  const written = loadSecretFile(path);
  if (written === null) throw new Error(`${path} was removed while it was being created`);
  return written;
}

function loadSecretFile(path: string): string | null {
  try {
    tightenMode(path);
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Windows has no such mode; there the file inherits the access list of the user's own folder. */
function tightenMode(path: string): void {
  if (process.platform === 'win32') return;
  if ((statSync(path).mode & MODE_FOR_OTHERS) !== 0) chmodSync(path, PRIVATE_MODE);
}

/**
 * The file appears whole or not at all, and is on the disk before anything is encrypted with it: a data key lost in a
 * power failure takes every stored credential along. When another process was faster, its file stays.
 */
function writeNewFile(path: string, text: string): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeFileSync(temporary, text, { mode: PRIVATE_MODE, flag: 'wx', flush: true });
    publish(temporary, path);
    syncDirectory(dirname(path));
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** A hard link, unlike a rename, never replaces a file that is already there. */
function publish(temporary: string, path: string): void {
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return;
    // exFAT and some network and container file systems have no hard links.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].some((code) => hasCode(error, code)))
      throw error;
    renameSync(temporary, path);
  }
}

function syncDirectory(directory: string): void {
  // A folder cannot be opened for this on Windows, where NTFS journals the entry itself.
  if (process.platform === 'win32') return;
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
