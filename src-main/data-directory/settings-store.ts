import { join } from 'node:path';
import Conf from 'conf';
import type * as z from 'zod';
import { settingsSchema, type Settings } from '#shared/domain/settings';
import { findTimeoutConflict } from './find-timeout-conflict';
import { SettingsError, StaleSettingsError } from './settings-error';
import {
  applySettingsPatch,
  findUnknownSetting,
  type SettingsContent,
  type SettingsPatch,
} from './settings-patch';
import { createSettingsRevision } from './settings-revision';

export interface StoredSettings {
  readonly settings: Settings;
  /** See `createSettingsRevision`. */
  readonly revision: string;
}

export interface SettingsStore {
  readonly path: string;
  /** As the file has them now, with defaults for what it does not name. @throws {SettingsError} */
  get(): Settings;
  /** The same with their revision, which an edit is made from. @throws {SettingsError} */
  load(): StoredSettings;
  /**
   * Saves a change and returns the settings that now hold.
   *
   * @param expectedRevision the one the change was made from; left out, it is applied to whatever is stored
   * @throws {SettingsError} when nothing was saved
   * @throws {StaleSettingsError} when the settings have changed since
   */
  update(patch: SettingsPatch, expectedRevision?: string): StoredSettings;
  /** Calls back after each update that changed something. Returns what ends that. */
  onChange(listener: (settings: Settings) => void): () => void;
}

/**
 * The settings in `config.json`. The file holds only what differs from how Routex comes, and what it does not know it
 * keeps: a newer version's settings survive an older one. A damaged file is reported, never replaced.
 * @throws {SettingsError}
 */
export function createSettingsStore({ directory }: { readonly directory: string }): SettingsStore {
  const path = join(directory, 'config.json');
  const file = openFile(directory, path);
  const listeners = new Set<(settings: Settings) => void>();

  const convert = (content: SettingsContent): StoredSettings => ({
    settings: parseSettings(content, 'settings_invalid', path),
    revision: createSettingsRevision(content),
  });
  const load = (): StoredSettings => convert(loadContent(file, path));

  load();
  return {
    path,
    get: () => load().settings,
    load,
    update(patch, expectedRevision) {
      const content = loadContent(file, path);
      const before = convert(content);
      if (expectedRevision !== undefined && expectedRevision !== before.revision) {
        throw new StaleSettingsError(path);
      }
      rejectUnknownNames(patch, path);
      const changed = applySettingsPatch(content, patch);
      const settings = parseSettings(changed, 'settings_change_invalid', path);
      const conflict = findTimeoutConflict(before.settings.timeouts, settings.timeouts);
      if (conflict !== null) throw new SettingsError('settings_change_invalid', { path, ...conflict });
      save(file, changed, path);
      if (JSON.stringify(settings) !== JSON.stringify(before.settings)) {
        for (const listener of listeners) listener(settings);
      }
      return { settings, revision: createSettingsRevision(changed) };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function openFile(directory: string, path: string): Conf<SettingsContent> {
  try {
    return new Conf<SettingsContent>({
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

function loadContent(file: Conf<SettingsContent>, path: string): SettingsContent {
  try {
    return file.store;
  } catch (error) {
    throw convertToReadError(error, path);
  }
}

function save(file: Conf<SettingsContent>, content: SettingsContent, path: string): void {
  try {
    file.store = content;
  } catch (error) {
    throw new SettingsError('settings_not_saved', { path, field: null, reason: selectReason(error) }, error);
  }
}

/** conf would take a list or a bare value for an empty object, and the next update would overwrite it. */
function parseContent(text: string, path: string): SettingsContent {
  const content: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  if (typeof content === 'object' && content !== null && !Array.isArray(content))
    return content as SettingsContent;
  throw new SettingsError('settings_unreadable', {
    path,
    field: null,
    reason: 'it does not hold a JSON object',
  });
}

function parseSettings(
  content: SettingsContent,
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

function rejectUnknownNames(patch: SettingsPatch, path: string): void {
  const field = findUnknownSetting(patch);
  if (field === null) return;
  throw new SettingsError('settings_change_invalid', {
    path,
    field,
    reason: 'there is no setting of this name',
  });
}

function convertToReadError(error: unknown, path: string): SettingsError {
  if (error instanceof SettingsError) return error;
  return new SettingsError('settings_unreadable', { path, field: null, reason: selectReason(error) }, error);
}

function selectReason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
