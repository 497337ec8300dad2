import type { Command } from 'commander';
import type { BackupChange } from '#shared/domain/configuration-backup';
import type { CliContext } from '../cli-context';
import { withClient } from '../open-client';
import { readObject } from '../read-input';
import { readPassword } from '../read-password';

interface ImportFlags {
  readonly removeOthers?: true;
  readonly yes?: true;
  readonly json?: true;
}

export function addImportCommand(parent: Command, context: CliContext): void {
  const { t } = context;
  parent
    .command('import')
    .description(t('cli.import.description'))
    .argument('<file>', t('cli.import.fileArgument'))
    .option('--remove-others', t('cli.import.removeOthersOption'))
    .option('--yes', t('cli.import.yesOption'))
    .option('--json', t('cli.help.json'))
    .action((file: string, flags: ImportFlags) => importFrom(file, flags, context));
}

async function importFrom(path: string, flags: ImportFlags, context: CliContext): Promise<void> {
  const { t, print, note } = context;
  const file = await readObject(path, context);
  const isSealed = typeof file['derivation'] === 'object' && file['derivation'] !== null;
  const input = {
    file,
    removeOthers: flags.removeOthers === true,
    ...(isSealed && { password: await readPassword(context) }),
  };
  const answer = await withClient(context, (client) =>
    flags.yes ? client.backup.restore(input) : client.backup.preview(input),
  );
  if (flags.json) {
    context.printJson(answer);
    return;
  }
  for (const change of answer.changes) print(describeChange(change, context));
  if (flags.yes) print(t('cli.import.done', { file: path }));
  else note(t('cli.import.previewOnly'));
}

function describeChange({ kind, name, action, fields, problem }: BackupChange, { t }: CliContext): string {
  const what = t(`cli.import.kind.${kind}`, { name: name ?? '' });
  const line = t(`cli.import.action.${action}`, { what, fields: fields.join(', ') });
  return problem === null ? line : `${line} ${t(`cli.import.problem.${problem}`)}`;
}
