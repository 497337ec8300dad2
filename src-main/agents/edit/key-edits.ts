import { isDeepStrictEqual } from 'node:util';
import type { KeyPath, SettingsFormat, SettingValue } from './settings-format';

/** A key that setup writes. */
export interface KeyEdit {
  readonly path: KeyPath;
  readonly value: SettingValue;
  /** Its value is shown to nobody. */
  readonly secret?: boolean;
}

/** What became of a key, and what it takes to undo that. */
export interface KeyRecord {
  readonly path: KeyPath;
  readonly written: SettingValue;
  /** The source text it had; null where there was none. */
  readonly before: string | null;
  /** How many of the keys it lies in were there. */
  readonly presentParents: number;
  readonly secret: boolean;
}

/** `kept`: somebody changed it since, so it stays as it is. */
export interface UndoneKey {
  readonly path: KeyPath;
  readonly outcome: 'restored' | 'kept';
}

/** Sets the keys in their order. @throws {FormatError} */
export function applyKeyEdits(
  format: SettingsFormat,
  original: string,
  edits: readonly KeyEdit[],
): { readonly text: string; readonly keys: readonly KeyRecord[] } {
  let text = original;
  const keys: KeyRecord[] = [];
  for (const { path, value, secret = false } of edits) {
    const before = format.find(text, path);
    const presentParents = path
      .slice(0, -1)
      .findIndex((_, depth) => format.find(text, path.slice(0, depth + 1)) === null);
    keys.push({
      path,
      written: value,
      before: before?.source ?? null,
      presentParents: presentParents === -1 ? path.length - 1 : presentParents,
      secret,
    });
    if (before === null || !isDeepStrictEqual(before.value, value)) text = format.set(text, path, value);
  }
  return { text, keys };
}

/** Gives each key that still has what setup wrote its former value. @throws {FormatError} */
export function revertKeyEdits(
  format: SettingsFormat,
  present: string,
  keys: readonly KeyRecord[],
): { readonly text: string; readonly undone: readonly UndoneKey[] } {
  let text = present;
  const undone: UndoneKey[] = [];
  for (const { path, written, before, presentParents } of keys.toReversed()) {
    const now = findOrNull(format, text, path);
    const isOurs = now !== null && isDeepStrictEqual(now.value, written);
    undone.push({ path, outcome: isOurs || (now?.source ?? null) === before ? 'restored' : 'kept' });
    if (!isOurs) continue;
    if (before !== null) {
      if (now.source !== before) text = format.restore(text, path, before);
      continue;
    }
    text = format.remove(text, path);
    for (let depth = path.length - 1; depth > presentParents; depth -= 1) {
      const parent = path.slice(0, depth);
      const left = format.find(text, parent);
      if (left !== null && isDeepStrictEqual(left.value, {})) text = format.remove(text, parent);
    }
  }
  return { text, undone: undone.toReversed() };
}

/** A key whose parent became something else is gone. */
function findOrNull(format: SettingsFormat, text: string, path: KeyPath): ReturnType<SettingsFormat['find']> {
  for (let depth = 1; depth < path.length; depth += 1) {
    const parent = format.find(text, path.slice(0, depth));
    if (
      parent === null ||
      typeof parent.value !== 'object' ||
      parent.value === null ||
      Array.isArray(parent.value)
    )
      return null;
  }
  return format.find(text, path);
}
