import { join } from 'node:path';
import Conf from 'conf';
import type * as z from 'zod';
import { settingsSchema, type Settings } from '#shared/domain/settings';
import { SettingsError } from './settings-error';

/** Settings to change; of a group such as `timeouts` only the ones named change. */
export type SettingsPatch = {
  readonly [Name in keyof Settings]?: Settings[Name] extends readonly unknown[]
    ? Settings[Name]
    : Settings[Name] extends object
      ? Partial<Settings[Name]>
      : Settings[Name];
};

export interface SettingsStore {
  readonly path: string;
  /** As the file has them now, with defaults for what it does not name. @throws {SettingsError} */
  get(): Settings;
  /** Saves a change and returns the settings that now hold. @throws {SettingsError} when nothing was saved */
  update(patch: SettingsPatch): Settings;
  /** Calls back after each update that changed something. Returns what ends that. */
  onChange(listener: (settings: Settings) => void): () => void;
}

type Json = Record<string, unknown>;

/**
 * The settings in `config.json`. The file holds only what differs from how Routex comes, and what it does not know it
 * keeps: a newer version's settings survive an older one. A damaged file is reported, never replaced.
 * @throws {SettingsError}
 */
export function createSettingsStore({ directory }: { readonly directory: string }): SettingsStore {
  const path = join(directory, 'config.json');
  const file = openFile(directory, path);
  const listeners = new Set<(settings: Settings) => void>();

  const get = (): Settings => parseSettings(loadContent(file, path), 'settings_invalid', path);

  get();
  return {
    path,
    get,
    update(patch) {
      const content = loadContent(file, path);
      const before = parseSettings(content, 'settings_invalid', path);
      rejectUnknownNames(patch, path);
      const changed = mergePatch(content, patch);
      const after = parseSettings(changed, 'settings_change_invalid', path);
      save(file, changed, path);
      if (JSON.stringify(after) !== JSON.stringify(before)) for (const listener of listeners) listener(after);
      return after;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function openFile(directory: string, path: string): Conf<Json> {
  try {
    return new Conf<Json>({
      cwd: directory,
      configName: 'config',
      accessPropertiesByDotNotation: false,
      // conf's answer to an unreadable file would be an empty one in its place.
      clearInvalidConfig: false,
      configFileMode: 0o600,
      serialize: (content) => `${JSON.stringify(content, null, 2)}\n`,
      deserialize: (text) => parseContent(text, path),
    });
  } catch (error) {
    throw convertToReadError(error, path);
  }
}

function loadContent(file: Conf<Json>, path: string): Json {
  try {
    return file.store;
  } catch (error) {
    throw convertToReadError(error, path);
  }
}

function save(file: Conf<Json>, content: Json, path: string): void {
  try {
    file.store = content;
  } catch (error) {
    throw new SettingsError('settings_not_saved', { path, field: null, reason: selectReason(error) }, error);
  }
}

/** conf would take a list or a bare value for an empty object, and the next update would overwrite it. */
function parseContent(text: string, path: string): Json {
  const content: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content as Json;
  throw new SettingsError('settings_unreadable', {
    path,
    field: null,
    reason: 'it does not hold a JSON object',
  });
}

function parseSettings(
  content: Json,
  code: 'settings_invalid' | 'settings_change_invalid',
  path: string,
): Settings {
  const parsed = settingsSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const { field, reason } = selectFirstIssue(parsed.error);
  throw new SettingsError(code, { path, field, reason }, parsed.error);
}

function selectFirstIssue(error: z.ZodError): { field: string; reason: string } {
  const [issue] = error.issues;
  return { field: issue?.path.join('.') ?? '', reason: issue?.message ?? error.message };
}

/** A misspelt name would otherwise be saved and do nothing. */
function rejectUnknownNames(patch: SettingsPatch, path: string): void {
  const known = settingsSchema.parse({});
  for (const [name, value] of Object.entries(patch)) {
    const group: unknown = Object.hasOwn(known, name) ? known[name as keyof Settings] : undefined;
    if (group === undefined) throwUnknown(name, path);
    if (!isGroup(group) || !isGroup(value)) continue;
    for (const member of Object.keys(value)) {
      if (!Object.hasOwn(group, member)) throwUnknown(`${name}.${member}`, path);
    }
  }
}

function throwUnknown(field: string, path: string): never {
  throw new SettingsError('settings_change_invalid', {
    path,
    field,
    reason: 'there is no setting of this name',
  });
}

function mergePatch(content: Json, patch: SettingsPatch): Json {
  const merged = { ...content };
  for (const [name, value] of Object.entries(patch)) {
    const present = merged[name];
    merged[name] = isGroup(present) && isGroup(value) ? { ...present, ...value } : value;
  }
  return merged;
}

function isGroup(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function convertToReadError(error: unknown, path: string): SettingsError {
  if (error instanceof SettingsError) return error;
  return new SettingsError('settings_unreadable', { path, field: null, reason: selectReason(error) }, error);
}

function selectReason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
