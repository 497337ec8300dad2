import type { BackupChange } from '#shared/domain/configuration-backup';
import { invalidInput } from '../api-error';
import type { ApiDependencies, Implementer } from '../api-context';
import { createCommitChange } from '../commit-change';
import { applyBackup, selectSettings } from './apply-backup';
import { collectBackup } from './collect-backup';
import { compareBackup } from './compare-backup';
import { openBackup, sealBackup } from './seal-backup';

export function createBackupProcedures(os: Implementer, dependencies: ApiDependencies) {
  const { store, settings, events, clock, version } = dependencies;
  const commit = createCommitChange(dependencies);

  const read = async (input: { file: unknown; password?: string | undefined; removeOthers: boolean }) => {
    const { head, content } = await openBackup(input.file, input.password ?? null);
    const changes = compareBackup(content, collectBackup(dependencies, { secrets: true }), input);
    return { content, changes, answer: { createdAt: head.createdAt, routex: head.routex, changes } };
  };

  return {
    export: os.backup.export.handler(async ({ input: { secrets, password } }) => {
      if (secrets && password === undefined) {
        throw invalidInput(
          { field: 'password', reason: 'backup_password' },
          'A file with keys and tokens needs a password that seals it.',
        );
      }
      const createdAt = clock.now();
      const content = collectBackup(dependencies, { secrets });
      const file = await sealBackup(content, { routex: version, createdAt }, password ?? null);
      return { name: `routex-${new Date(createdAt).toISOString().slice(0, 10)}.json`, file };
    }),

    preview: os.backup.preview.handler(async ({ input }) => (await read(input)).answer),

    restore: os.backup.restore.handler(async ({ input }) => {
      const { content, changes, answer } = await read(input);
      if (changes.every(isNothing)) return answer;
      commit({ type: 'channels.changed' }, () =>
        store.transaction(() => {
          applyBackup(content, changes, dependencies);
          // The only step that cannot be rolled back, so it is the last.
          settings.update(selectSettings(content, store));
        }),
      );
      for (const type of ['gatewayTokens.changed', 'rules.changed', 'settings.changed'] as const) {
        events.publish({ type });
      }
      events.publish({ type: 'routing.changed', pinnedChannelId: settings.get().pinnedChannelId });
      return answer;
    }),
  };
}

function isNothing({ action }: BackupChange): boolean {
  return action === 'same' || action === 'keep' || action === 'skip';
}
