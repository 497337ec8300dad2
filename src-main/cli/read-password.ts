import { createUsageError } from './cli-error';
import type { CliContext } from './cli-context';
import { promptForKey } from './read-keys';

/** Where a script leaves a password: an argument would stand in the list of processes. */
const VARIABLE = 'ROUTEX_BACKUP_PASSWORD';

/**
 * The password of an exported file, from the environment or asked for at the terminal.
 *
 * @throws {CliError} when there is nobody to ask
 */
export async function readPassword(context: CliContext): Promise<string> {
  const { env, stdin, t } = context;
  const given = env[VARIABLE];
  if (given !== undefined && given !== '') return given;
  if (!stdin.isTTY) throw createUsageError(t('cli.backup.passwordNeeded', { variable: VARIABLE }));
  const password = await promptForKey(t('cli.backup.passwordPrompt'), context);
  if (password === null) throw createUsageError(t('cli.backup.passwordNeeded', { variable: VARIABLE }));
  return password;
}
