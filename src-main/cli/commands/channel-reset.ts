import type { Command } from 'commander';
import type { CliContext } from '../cli-context';
import { withClient } from '../open-client';
import { resolveChannel } from '../resolve-channel';

export function addChannelResetCommand(parent: Command, context: CliContext): void {
  const { t } = context;
  parent
    .command('reset')
    .description(t('cli.channel.reset.description'))
    .argument('<id>', t('cli.channel.idArgument'))
    .option('--json', t('cli.help.json'))
    .action(async (reference: string, flags: { json?: true }) => {
      const channel = await withClient(context, async (client) => {
        const { id } = await resolveChannel(client, reference, context);
        return client.channels.reset({ id });
      });
      if (flags.json) context.printJson(channel);
      else context.print(t('cli.channel.resetDone', { name: channel.name }));
    });
}
