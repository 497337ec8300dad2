import type { Command } from 'commander';
import type { CliContext } from '../cli-context';
import { resolveChannel } from '../resolve-channel';
import { addSwitchCommands } from './switch-commands';

/** `enable` and `disable`. */
export function addChannelSwitchCommands(parent: Command, context: CliContext): void {
  const { t } = context;
  addSwitchCommands(parent, context, {
    idArgument: t('cli.channel.idArgument'),
    enable: {
      description: t('cli.channel.enable.description'),
      done: (name) => t('cli.channel.enabled', { name }),
    },
    disable: {
      description: t('cli.channel.disable.description'),
      done: (name) => t('cli.channel.disabled', { name }),
    },
    async set(client, reference, enabled) {
      const { id, revision } = await resolveChannel(client, reference, context);
      return client.channels.update({ id, revision, enabled });
    },
  });
}
