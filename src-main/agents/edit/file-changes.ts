import { createHash } from 'node:crypto';
import { SetupError } from '../setup-error';
import { decodeFileText, encodeFileText } from './file-text';
import { FORMATS, type FormatName } from './formats';
import { applyKeyEdits, revertKeyEdits, type KeyEdit, type KeyRecord, type UndoneKey } from './key-edits';
import { FormatError } from './settings-format';
import type { SettingsFile } from './settings-file';

/** The keys one file of an agent gets. */
export interface FileEdits {
  readonly path: string;
  readonly format: FormatName;
  readonly edits: readonly KeyEdit[];
}

/** What setup did to a file, and all it takes to undo it. */
export interface FileRecord {
  readonly path: string;
  readonly format: FormatName;
  /** Base64 of the whole file before; null where there was none. */
  readonly before: string | null;
  /** Of the file as setup left it. */
  readonly afterSha256: string;
  /** Outermost first. */
  readonly createdFolders: readonly string[];
  readonly keys: readonly KeyRecord[];
}

/** A file as a change would leave it. Null bytes: it would not be there. */
export interface FileChange {
  readonly file: SettingsFile;
  readonly bytes: Buffer | null;
}

export function applyToFile(
  file: SettingsFile,
  base: Buffer | null,
  { path, format, edits }: FileEdits,
): FileChange & { readonly bytes: Buffer; readonly keys: readonly KeyRecord[] } {
  return nameFile(path, () => {
    const { mark, text } = decodeFileText(base ?? Buffer.alloc(0), path);
    const language = FORMATS[format];
    const { text: changed, keys } = applyKeyEdits(
      language,
      text.trim() === '' ? text + language.blank : text,
      edits,
    );
    return { file, bytes: encodeFileText({ mark, text: changed }), keys };
  });
}

/** Without a change since setup, the very bytes of before; else the keys that are still what setup wrote, one by one. */
export function revertFile(
  file: SettingsFile,
  record: FileRecord,
): FileChange & { readonly undone: readonly UndoneKey[] } {
  const { bytes } = file;
  const before = record.before === null ? null : Buffer.from(record.before, 'base64');
  const all = (outcome: UndoneKey['outcome']): UndoneKey[] =>
    record.keys.map(({ path }) => ({ path, outcome }));
  if (bytes === null) return { file, bytes: null, undone: all(before === null ? 'restored' : 'kept') };
  if (before?.equals(bytes) === true || sha256(bytes) === record.afterSha256)
    return { file, bytes: before, undone: all('restored') };
  return nameFile(record.path, () => {
    const { mark, text } = decodeFileText(bytes, record.path);
    const language = FORMATS[record.format];
    // Emptied by somebody: none of what setup wrote is left.
    if (text.trim() === '') return { file, bytes, undone: all('kept') };
    const { text: reverted, undone } = revertKeyEdits(language, text, record.keys);
    const isBlank = reverted.replaceAll(/\s/g, '') === language.blank.trim();
    return {
      file,
      bytes: before === null && isBlank ? null : encodeFileText({ mark, text: reverted }),
      undone,
    };
  });
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function nameFile<T>(path: string, change: () => T): T {
  try {
    return change();
  } catch (error) {
    if (error instanceof FormatError) throw new SetupError(error.code, path, error.where, error);
    throw error;
  }
}
