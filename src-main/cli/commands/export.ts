import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { CliError } from '../cli-error';
import type { CliContext } from '../cli-context';
import { withClient } from '../open-client';
import { STDIN } from '../read-input';
import { readPassword } from '../read-password';

interface ExportFlags {
  readonly secrets?: true;
  readonly password?: true;
}

export function addExportCommand(parent: Command, context: CliContext): void {
  const { t } = context;
  parent
    .command('export')
    .description(t('cli.export.description'))
    .argument('[file]', t('cli.export.fileArgument'))
    .option('--secrets', t('cli.export.secretsOption'))
    .option('--password', t('cli.export.passwordOption'))
    .action((file: string | undefined, flags: ExportFlags) => exportTo(file, flags, context));
}

async function exportTo(target: string | undefined, flags: ExportFlags, context: CliContext): Promise<void> {
  const { secrets = false } = flags;
  const sealed = secrets || flags.password === true;
  const password = sealed ? { password: await readPassword(context) } : {};
  const { name, file } = await withClient(context, (client) =>
    client.backup.export({ secrets, ...password }),
  );
  if (target === STDIN) {
    context.printJson(file);
    return;
  }
  const path = target ?? name;
  saveNew(path, `${JSON.stringify(file, null, 2)}\n`, context);
  context.print(context.t(secrets ? 'cli.export.doneWithSecrets' : 'cli.export.done', { file: path }));
}

/** A file that is there already may be somebody's only backup. */
function saveNew(path: string, content: string, { t }: CliContext): void {
  try {
    writeFileSync(path, content, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError('FILE_NOT_WRITTEN', t('cli.export.notWritten', { file: path, reason }));
  }
}
