import type { StoredSettings } from '#main/data-directory/settings-store';
import type { SettingsState } from '#shared/contract/settings';
import type { ApiDependencies, Implementer } from './api-context';
import { createCommitChange } from './commit-change';

/**
 * What the listener was opened with. All else is in force at once: with the next request, the next log line or, for the
 * language, the next command.
 */
const FIXED_AT_START = ['host', 'port'] as const;

export function createSettingsProcedures(os: Implementer, dependencies: ApiDependencies) {
  const { settings, host } = dependencies;
  const commit = createCommitChange(dependencies);
  const atStart = settings.get();

  const toState = ({ settings: stored, revision }: StoredSettings): SettingsState => {
    const { pinnedChannelId: _, ...shown } = stored;
    const changed = FIXED_AT_START.filter((name) => stored[name] !== atStart[name]);
    // A command that works on the files itself has nothing to restart.
    return { revision, settings: shown, restartNeeded: host === null ? [] : changed };
  };

  return {
    get: os.settings.get.handler(() => toState(settings.load())),

    update: os.settings.update.handler(({ input: { changes, revision } }) =>
      toState(commit({ type: 'settings.changed' }, () => settings.update(changes, revision))),
    ),
  };
}
