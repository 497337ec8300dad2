import type { Command } from 'commander';
import type { CliContext } from '../cli-context';
import { withClient } from '../open-client';
import { resolveChannel } from '../resolve-channel';

/** `enable` and `disable`. */
export function addChannelSwitchCommands(parent: Command, context: CliContext): void {
  const { t } = context;
  const texts = {
    enable: { description: t('cli.channel.enable.description'), done: 'cli.channel.enabled' },
    disable: { description: t('cli.channel.disable.description'), done: 'cli.channel.disabled' },
  } as const;
  for (const verb of ['enable', 'disable'] as const) {
    const { description, done } = texts[verb];
    parent
      .command(verb)
      .description(description)
      .argument('<id>', t('cli.channel.idArgument'))
      .option('--json', t('cli.help.json'))
      .action(async (reference: string, flags: { json?: true }) => {
        const channel = await withClient(context, async (client) => {
          const { id, revision } = await resolveChannel(client, reference, context);
          return client.channels.update({ id, revision, enabled: verb === 'enable' });
        });
        if (flags.json) context.printJson(channel);
        else context.print(t(done, { name: channel.name }));
      });
  }
}
