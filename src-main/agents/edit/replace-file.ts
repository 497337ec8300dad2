import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { SetupError } from '../setup-error';
import { selectErrorCode, type FileSystem } from './file-system';
import { loadSettingsFile, type SettingsFile } from './settings-file';

/** A new file holds a token. */
const PRIVATE_MODE = 0o600;
const PRIVATE_FOLDER_MODE = 0o700;
const TEMPORARY = 'routex-tmp';

/**
 * Puts other content into the place of what was read, in one step: whoever looks finds the old file or the new one.
 * @returns the folders that had to be created, outermost first
 * @throws {SetupError} with everything as it was
 */
export async function replaceFile(fs: FileSystem, file: SettingsFile, bytes: Buffer): Promise<string[]> {
  const folder = dirname(file.target);
  const temporary = join(folder, `.${basename(file.target)}.${randomBytes(6).toString('hex')}.${TEMPORARY}`);
  const created: string[] = [];
  try {
    await createFolders(fs, folder, created);
    await removeLeftovers(fs, file.target);
    await writeDurably(fs, temporary, bytes, file);
    await assertUnchanged(fs, file);
    await fs.rename(temporary, file.target);
  } catch (error) {
    await fs.unlink(temporary).catch(() => {});
    await removeFolders(fs, created);
    if (error instanceof SetupError) throw error;
    throw new SetupError('unwritable', file.path, selectErrorCode(error), error);
  }
  await syncFolder(fs, folder);
  return created;
}

/**
 * Removes a file that Routex created, and the folders it created for it as far as they are empty.
 * @throws {SetupError} with everything as it was
 */
export async function removeFile(
  fs: FileSystem,
  file: SettingsFile,
  createdFolders: readonly string[],
): Promise<void> {
  try {
    await assertUnchanged(fs, file);
    await removeLeftovers(fs, file.target);
    await fs.unlink(file.target);
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError('unwritable', file.path, selectErrorCode(error), error);
  }
  await removeFolders(fs, createdFolders);
}

/** Somebody else may have saved it since it was read. Their change is not overwritten. */
async function assertUnchanged(fs: FileSystem, file: SettingsFile): Promise<void> {
  const now = await loadSettingsFile(fs, file.path);
  const same =
    now.bytes === null || file.bytes === null ? now.bytes === file.bytes : now.bytes.equals(file.bytes);
  if (now.target !== file.target || !same) throw new SetupError('changed_meanwhile', file.path);
}

async function writeDurably(fs: FileSystem, path: string, bytes: Buffer, like: SettingsFile): Promise<void> {
  const mode = like.mode ?? PRIVATE_MODE;
  // Never for a moment readable by more than the file it replaces.
  const handle = await fs.open(path, 'wx', mode & PRIVATE_MODE);
  try {
    await handle.writeFile(bytes);
    // A user may belong to groups that only root may hand a file to; then the user's own has to do.
    if (like.group !== null) await handle.chown(-1, like.group).catch(() => {});
    await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function createFolders(fs: FileSystem, folder: string, created: string[]): Promise<void> {
  try {
    await fs.mkdir(folder, { mode: PRIVATE_FOLDER_MODE });
    created.push(folder);
  } catch (error) {
    const code = selectErrorCode(error);
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    await createFolders(fs, dirname(folder), created);
    await fs.mkdir(folder, { mode: PRIVATE_FOLDER_MODE });
    created.push(folder);
  }
}

async function removeFolders(fs: FileSystem, created: readonly string[]): Promise<void> {
  for (const folder of created.toReversed()) {
    try {
      await fs.rmdir(folder);
    } catch {
      // It holds something of somebody else by now.
      return;
    }
  }
}

/** What a process that was killed left behind holds a token. */
async function removeLeftovers(fs: FileSystem, target: string): Promise<void> {
  const folder = dirname(target);
  const names = await fs.readdir(folder).catch(() => []);
  const own = names.filter(
    (name) => name.startsWith(`.${basename(target)}.`) && name.endsWith(`.${TEMPORARY}`),
  );
  for (const name of own) await fs.unlink(join(folder, name)).catch(() => {});
}

async function syncFolder(fs: FileSystem, folder: string): Promise<void> {
  try {
    const handle = await fs.open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // Not every system can. The new file is in its place; after a power failure it may be the old one.
  }
}
