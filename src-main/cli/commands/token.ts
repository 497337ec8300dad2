import type { Command } from 'commander';
import { ORPCError } from '@orpc/client';
import type { ContractClient } from '#shared/contract/contract';
import { CliError } from '../cli-error';
import type { CliContext } from '../cli-context';
import { withClient } from '../open-client';
import { addTokenAddCommand } from './token-add';
import { addTokenListCommand } from './token-list';
import { addTokenRemoveCommand } from './token-remove';
import { addTokenSwitchCommands } from './token-switch';

export function addTokenCommands(parent: Command, context: CliContext): void {
  const { t } = context;
  const token = parent
    .command('token')
    .description(t('cli.token.description'))
    .helpCommand(false)
    .enablePositionalOptions()
    .option('--json', t('cli.help.json'))
    .action(async (flags: { json?: true }) => {
      const revealed = await withClient(context, (client) => revealToken(client, context));
      if (flags.json) context.printJson(revealed);
      else context.print(revealed.token);
    });
  addTokenListCommand(token, context);
  addTokenAddCommand(token, context);
  addTokenSwitchCommands(token, context);
  addTokenRemoveCommand(token, context);
}

/** The oldest gateway token that is in use and can still be decrypted. */
async function revealToken(
  client: ContractClient,
  { t }: CliContext,
): Promise<{ id: string; token: string }> {
  let unreadable: unknown = new CliError('NOT_FOUND', t('errors.NOT_FOUND.gateway_token', { id: 'default' }));
  for (const { id, enabled } of await client.gatewayTokens.list()) {
    if (!enabled) continue;
    try {
      return await client.gatewayTokens.reveal({ id });
    } catch (error) {
      if (!(error instanceof ORPCError && error.code === 'CREDENTIAL_UNREADABLE')) throw error;
      unreadable = error;
    }
  }
  throw unreadable;
}
