import type { Command } from 'commander';
import { AUTO } from '#shared/contract/routing';
import type { CliContext } from '../cli-context';
import { withClient } from '../open-client';
import { resolveChannel } from '../resolve-channel';

export function addUseCommand(parent: Command, context: CliContext): void {
  const { t } = context;
  parent
    .command('use')
    .description(t('cli.use.description'))
    .argument('<id>', t('cli.use.argument'))
    .option('--json', t('cli.help.json'))
    .action(async (reference: string, flags: { json?: true }) => {
      const { name, active } = await withClient(context, async (client) => {
        const channel = reference === AUTO ? null : await resolveChannel(client, reference, context);
        const used = await client.routing.use({ channel: channel?.id ?? AUTO });
        return { name: channel?.name, active: used };
      });
      if (flags.json) context.printJson(active);
      else context.print(name === undefined ? t('cli.use.auto') : t('cli.use.channel', { name }));
    });
}
