import type { Command } from 'commander';
import type { CliContext } from '../cli-context';
import { resolveGatewayToken } from '../resolve-gateway-token';
import { addSwitchCommands } from './switch-commands';

/** `enable` and `disable`. */
export function addTokenSwitchCommands(parent: Command, context: CliContext): void {
  const { t } = context;
  addSwitchCommands(parent, context, {
    idArgument: t('cli.token.idArgument'),
    enable: {
      description: t('cli.token.enable.description'),
      done: (name) => t('cli.token.enabled', { name }),
    },
    disable: {
      description: t('cli.token.disable.description'),
      done: (name) => t('cli.token.disabled', { name }),
    },
    async set(client, reference, enabled) {
      const { id, revision } = await resolveGatewayToken(client, reference, context);
      return client.gatewayTokens.update({ id, revision, enabled });
    },
  });
}
