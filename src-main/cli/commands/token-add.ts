import type { Command } from 'commander';
import type { CliContext } from '../cli-context';
import { withClient } from '../open-client';

export function addTokenAddCommand(parent: Command, context: CliContext): void {
  const { t } = context;
  parent
    .command('add')
    .description(t('cli.token.add.description'))
    .argument('<name>', t('cli.token.nameArgument'))
    .option('--json', t('cli.help.json'))
    .action(async (name: string, flags: { json?: true }) => {
      const created = await withClient(context, (client) => client.gatewayTokens.create({ name }));
      if (flags.json) {
        context.printJson(created);
        return;
      }
      // The token alone on standard output, as `token` prints it.
      context.note(t('cli.token.added', { name: created.name, id: created.id }));
      context.print(created.token);
    });
}
