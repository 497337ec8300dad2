import { dirname, resolve } from 'node:path';
import { SetupError } from '../setup-error';
import { selectErrorCode, type FileSystem } from './file-system';

/** Agents' settings are kilobytes; Claude Code's own state file can have a few megabytes of history. */
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_LINKS = 40;

/** A settings file as it was read. */
export interface SettingsFile {
  /** As the agent names it. */
  readonly path: string;
  /** Where its content is: behind links. */
  readonly target: string;
  /** Null where there is no file. */
  readonly bytes: Buffer | null;
  readonly mode: number | null;
  readonly group: number | null;
}

/**
 * Reads a file that may be missing.
 * @throws {SetupError} where it cannot be read, or could not be replaced by another one of the same kind
 */
export async function loadSettingsFile(fs: FileSystem, path: string): Promise<SettingsFile> {
  try {
    const target = await followLinks(fs, path);
    const missing = { path, target, bytes: null, mode: null, group: null };
    const stats = await fs.stat(target).catch((error: unknown) => {
      if (selectErrorCode(error) === 'ENOENT') return null;
      throw error;
    });
    if (stats === null) return missing;
    if (!stats.isFile()) throw new SetupError('not_a_file', path);
    if (stats.size > MAX_BYTES) throw new SetupError('too_large', path, `${stats.size} bytes`);
    // Another file in its place would belong to somebody else, or would leave the other name with the old content.
    const user = process.getuid?.();
    if (user !== undefined && stats.uid !== user)
      throw new SetupError('foreign_owner', path, String(stats.uid));
    if (stats.nlink > 1) throw new SetupError('hard_linked', path);
    return { path, target, bytes: await fs.readFile(target), mode: stats.mode & 0o7777, group: stats.gid };
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError('unreadable', path, selectErrorCode(error), error);
  }
}

/** A link to a file that is not there yet leads somewhere too. */
async function followLinks(fs: FileSystem, path: string): Promise<string> {
  let target = path;
  for (let links = 0; links < MAX_LINKS; links += 1) {
    const stats = await fs.lstat(target).catch((error: unknown) => {
      if (selectErrorCode(error) === 'ENOENT') return null;
      throw error;
    });
    if (stats === null || !stats.isSymbolicLink()) return target;
    target = resolve(dirname(target), await fs.readlink(target));
  }
  throw new SetupError('unreadable', path, 'ELOOP');
}
