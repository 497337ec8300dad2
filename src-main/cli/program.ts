import { Command } from 'commander';
import type { CliContext } from './cli-context';
import { addChannelCommands } from './commands/channel';
import { addConvertCommand } from './commands/convert';
import { addDashboardCommand } from './commands/dashboard';
import { addExplainCommand } from './commands/explain';
import { addGroupCommands } from './commands/group';
import { addLogsCommand } from './commands/logs';
import { addPauseCommands } from './commands/pause';
import { addPresetCommands } from './commands/preset';
import { addExportCommand } from './commands/export';
import { addImportCommand } from './commands/import';
import { addPriceCommands } from './commands/price';
import { addReplayCommand } from './commands/replay';
import { addRestoreCommand } from './commands/restore';
import { addRuleCommands } from './commands/rule';
import { addScenarioCommands } from './commands/scenario';
import { addServeCommand } from './commands/serve';
import { addStatusCommand } from './commands/status';
import { addStopCommand } from './commands/stop';
import { addTokenCommands } from './commands/token';
import { addUseCommand } from './commands/use';

/** The whole command line. Errors are thrown, never printed here. */
export function createProgram(context: CliContext): Command {
  const { t, version } = context;
  const titles: Readonly<Record<string, string>> = {
    'Usage:': t('cli.help.usageTitle'),
    'Arguments:': t('cli.help.argumentsTitle'),
    'Options:': t('cli.help.optionsTitle'),
    'Commands:': t('cli.help.commandsTitle'),
  };
  // Settings are inherited by the commands added below, so they come first.
  const program = new Command('routex')
    .description(t('cli.help.program'))
    .exitOverride()
    // Options belong to the command they follow: `token list --json` is about the list.
    .enablePositionalOptions()
    .configureHelp({ styleTitle: (title) => titles[title] ?? title })
    .configureOutput({ outputError: () => {} })
    .helpCommand(false)
    .helpOption('-h, --help', t('cli.help.helpOption'))
    .version(version, '-V, --version', t('cli.help.versionOption'));
  addServeCommand(program, context);
  addDashboardCommand(program, context);
  addChannelCommands(program, context);
  addUseCommand(program, context);
  addRuleCommands(program, context);
  addScenarioCommands(program, context);
  addGroupCommands(program, context);
  addConvertCommand(program, context);
  addExplainCommand(program, context);
  addLogsCommand(program, context);
  addReplayCommand(program, context);
  addPauseCommands(program, context);
  addStopCommand(program, context);
  addStatusCommand(program, context);
  addTokenCommands(program, context);
  addPresetCommands(program, context);
  addPriceCommands(program, context);
  addRestoreCommand(program, context);
  addExportCommand(program, context);
  addImportCommand(program, context);
  return program;
}
