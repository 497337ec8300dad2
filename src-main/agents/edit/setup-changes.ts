import type { FileSystem } from './file-system';
import {
  applyToFile,
  revertFile,
  sha256,
  type FileChange,
  type FileEdits,
  type FileRecord,
} from './file-changes';
import type { KeyRecord, UndoneKey } from './key-edits';
import { removeFile, replaceFile } from './replace-file';
import { loadSettingsFile, type SettingsFile } from './settings-file';

export interface PlannedFile extends FileChange {
  /** What it was before setup came the first time. */
  readonly base: Buffer | null;
  readonly edits: FileEdits;
  readonly keys: readonly KeyRecord[];
  readonly createdFolders: readonly string[];
}

/**
 * Works out what each file would become. Files that setup changed before are taken as they would be without it, so that
 * connecting twice is connecting once.
 * @throws {SetupError}
 */
export async function planSetup(
  fs: FileSystem,
  wanted: readonly FileEdits[],
  records: readonly FileRecord[],
): Promise<PlannedFile[]> {
  const known = new Map(records.map((record) => [record.path, record]));
  const dropped = records
    .filter(({ path }) => wanted.every((edits) => edits.path !== path))
    .map(({ path, format }): FileEdits => ({ path, format, edits: [] }));
  const planned: PlannedFile[] = [];
  for (const edits of [...wanted, ...dropped]) {
    const file = await loadSettingsFile(fs, edits.path);
    const record = known.get(edits.path);
    const base = record === undefined ? file.bytes : revertFile(file, record).bytes;
    const createdFolders = record?.createdFolders ?? [];
    if (edits.edits.length === 0) planned.push({ file, base, bytes: base, edits, keys: [], createdFolders });
    else planned.push({ base, edits, createdFolders, ...applyToFile(file, base, edits) });
  }
  return planned;
}

/**
 * Writes all files or none. `save` stores what undoes them; it is called before the first file changes, and again where
 * that has to be taken back or became more.
 * @throws {SetupError}
 */
export async function applySetup(
  fs: FileSystem,
  planned: readonly PlannedFile[],
  save: (records: readonly FileRecord[]) => Promise<void>,
  former: readonly FileRecord[],
): Promise<void> {
  const records = planned.filter(({ keys }) => keys.length > 0).map(createRecord);
  await save(records);
  const done: FileChange[] = [];
  try {
    for (const change of planned) {
      const created = await writeChange(fs, change, change.createdFolders);
      done.push(change);
      const index = records.findIndex(({ path }) => path === change.file.path);
      const record = records[index];
      if (record === undefined || created.length === 0) continue;
      records[index] = { ...record, createdFolders: created };
      await save(records);
    }
  } catch (error) {
    for (const change of done.toReversed()) await takeBack(fs, change);
    await save(former);
    throw error;
  }
}

/** What setup wrote goes, where it is still there. @throws {SetupError} */
export async function undoSetup(
  fs: FileSystem,
  records: readonly FileRecord[],
): Promise<{ readonly path: string; readonly undone: readonly UndoneKey[] }[]> {
  const reverted = [];
  for (const record of records) {
    const change = revertFile(await loadSettingsFile(fs, record.path), record);
    reverted.push({ ...change, record });
  }
  for (const change of reverted) await writeChange(fs, change, change.record.createdFolders);
  return reverted.map(({ record, undone }) => ({ path: record.path, undone }));
}

function createRecord({ edits, base, bytes, keys, createdFolders }: PlannedFile): FileRecord {
  return {
    path: edits.path,
    format: edits.format,
    before: base?.toString('base64') ?? null,
    afterSha256: sha256(bytes ?? Buffer.alloc(0)),
    createdFolders,
    keys,
  };
}

async function writeChange(
  fs: FileSystem,
  { file, bytes }: FileChange,
  createdFolders: readonly string[],
): Promise<readonly string[]> {
  if (isSame(file.bytes, bytes)) return [];
  if (bytes !== null) return await replaceFile(fs, file, bytes);
  await removeFile(fs, file, createdFolders);
  return [];
}

/** Only what this very change wrote. */
async function takeBack(fs: FileSystem, { file, bytes }: FileChange): Promise<void> {
  const now: SettingsFile = await loadSettingsFile(fs, file.path);
  if (isSame(file.bytes, bytes) || !isSame(now.bytes, bytes)) return;
  await writeChange(fs, { file: { ...now, mode: file.mode ?? now.mode }, bytes: file.bytes }, []);
}

function isSame(one: Buffer | null, other: Buffer | null): boolean {
  return one === null || other === null ? one === other : one.equals(other);
}
