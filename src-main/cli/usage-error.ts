import type { CommanderError } from 'commander';
import type { Translate } from '#shared/i18n/create-translator';
import { createUsageError, type CliError } from './cli-error';

/** What commander found wrong with the command line, in the user's language. */
export function convertUsageError(error: CommanderError, t: Translate): CliError {
  // commander puts what it is about into the first quotes of its English message.
  const name = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  switch (error.code) {
    case 'commander.unknownCommand':
      return createUsageError(t('cli.usage.unknownCommand', { name }));
    case 'commander.unknownOption':
      return createUsageError(t('cli.usage.unknownOption', { name }));
    case 'commander.missingArgument':
      return createUsageError(t('cli.usage.missingArgument', { name }));
    case 'commander.missingMandatoryOptionValue':
      return createUsageError(t('cli.usage.missingOption', { name }));
    case 'commander.optionMissingArgument':
      return createUsageError(t('cli.usage.missingOptionValue', { name }));
    case 'commander.excessArguments':
      return createUsageError(t('cli.usage.excessArguments'));
    default:
      return createUsageError(t('cli.usage.other', { reason: error.message.replace(/^error: /, '') }));
  }
}
