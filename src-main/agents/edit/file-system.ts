import * as promises from 'node:fs/promises';

/** What changing a file needs of the system; tests put faults in its place. */
export type FileSystem = Pick<
  typeof promises,
  | 'chmod'
  | 'lstat'
  | 'mkdir'
  | 'open'
  | 'readdir'
  | 'readFile'
  | 'readlink'
  | 'realpath'
  | 'rename'
  | 'rmdir'
  | 'stat'
  | 'unlink'
>;

export const NODE_FILE_SYSTEM: FileSystem = promises;

export function selectErrorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}
