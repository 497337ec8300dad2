import { resolve } from 'node:path';
import type { Command } from 'commander';
import { ensureDataDirectory } from '#main/data-directory/ensure-data-directory';
import { acquireOwnership } from '#main/data-directory/ownership';
import { restoreBackup } from '#main/store/restore-backup';
import type { CliContext } from '../cli-context';

/** A command that works on the database itself has the directory for a moment only. */
const OWNERSHIP_WAIT_MS = 1000;

export function addRestoreCommand(parent: Command, context: CliContext): void {
  const { t } = context;
  parent
    .command('restore')
    .description(t('cli.restore.description'))
    .argument('<backup>', t('cli.restore.backupArgument'))
    .option('--json', t('cli.help.json'))
    .action((backup: string, flags: { json?: true }) => {
      const { directory, databasePath, backupsDir } = ensureDataDirectory(context.directory);
      const { version } = context;
      // A gateway that runs would go on writing to the file that was replaced.
      const ownership = acquireOwnership({ directory, waitMs: OWNERSHIP_WAIT_MS, version });
      try {
        const source = resolve(backup);
        const { replaced } = restoreBackup({
          path: databasePath,
          backupsDir,
          backup: source,
          now: Date.now(),
        });
        if (flags.json) context.printJson({ database: databasePath, restored: source, replaced });
        else printRestored({ source, replaced }, context);
      } finally {
        ownership.release();
      }
    });
}

function printRestored(
  { source, replaced }: { source: string; replaced: string | null },
  { t, print }: CliContext,
): void {
  print(t('cli.restore.restored', { backup: source }));
  if (replaced !== null) print(t('cli.restore.replaced', { folder: replaced }));
}
