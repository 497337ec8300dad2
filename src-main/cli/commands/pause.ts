import type { Command } from 'commander';
import type { CliContext } from '../cli-context';
import { withClient } from '../open-client';

/** `pause` and `resume`. */
export function addPauseCommands(parent: Command, context: CliContext): void {
  const { t, commandLine } = context;
  for (const verb of ['pause', 'resume'] as const) {
    parent
      .command(verb)
      .description(t(`cli.${verb}.description`))
      .option('--json', t('cli.help.json'))
      .action(async (flags: { json?: true }) => {
        const state = await withClient(context, (client) => client.system[verb]());
        if (flags.json) context.printJson(state);
        else context.print(t(`cli.${verb}.done`, { command: commandLine('resume') }));
      });
  }
}
