import type { Command } from 'commander';
import type { CliContext } from '../cli-context';
import { withClient } from '../open-client';
import { resolveRemovable } from '../resolve-removable';

export function addTokenRemoveCommand(parent: Command, context: CliContext): void {
  const { t } = context;
  parent
    .command('rm')
    .description(t('cli.token.rm.description'))
    .argument('<id>', t('cli.token.idArgument'))
    .option('--json', t('cli.help.json'))
    .action(async (reference: string, flags: { json?: true }) => {
      const { id, name } = await withClient(context, async (client) => {
        const token = await resolveRemovable(client, 'gateway_token', reference, context);
        await client.gatewayTokens.remove({ id: token.id });
        return token;
      });
      if (flags.json) context.printJson({ id });
      else context.print(t('cli.token.removed', { name }));
    });
}
