import type { Command } from 'commander';
import type { CliContext } from '../cli-context';
import { addChannelAddCommand } from './channel-add';
import { addChannelListCommand } from './channel-list';
import { addChannelRemoveCommand } from './channel-remove';
import { addChannelResetCommand } from './channel-reset';
import { addChannelSwitchCommands } from './channel-switch';
import { addChannelTestCommand } from './channel-test';
import { addChannelTransformCommand } from './channel-transform';

export function addChannelCommands(parent: Command, context: CliContext): void {
  const channel = parent
    .command('channel')
    .description(context.t('cli.channel.description'))
    .helpCommand(false);
  addChannelAddCommand(channel, context);
  addChannelListCommand(channel, context);
  addChannelTestCommand(channel, context);
  addChannelResetCommand(channel, context);
  addChannelTransformCommand(channel, context);
  addChannelSwitchCommands(channel, context);
  addChannelRemoveCommand(channel, context);
}
