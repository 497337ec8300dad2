import type { Command } from 'commander';
import type { CliContext } from '../cli-context';
import { withClient } from '../open-client';
import { resolveRemovable } from '../resolve-removable';

export function addChannelRemoveCommand(parent: Command, context: CliContext): void {
  const { t } = context;
  parent
    .command('rm')
    .description(t('cli.channel.rm.description'))
    .argument('<id>', t('cli.channel.idArgument'))
    .option('--json', t('cli.help.json'))
    .action(async (reference: string, flags: { json?: true }) => {
      const { id, name } = await withClient(context, async (client) => {
        const channel = await resolveRemovable(client, 'channel', reference, context);
        await client.channels.remove({ id: channel.id });
        return channel;
      });
      if (flags.json) context.printJson({ id });
      else context.print(t('cli.channel.removed', { name }));
    });
}
