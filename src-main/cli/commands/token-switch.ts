import type { Command } from 'commander';
import type { CliContext } from '../cli-context';
import { withClient } from '../open-client';
import { resolveGatewayToken } from '../resolve-gateway-token';

/** `enable` and `disable`. */
export function addTokenSwitchCommands(parent: Command, context: CliContext): void {
  const { t } = context;
  const texts = {
    enable: { description: t('cli.token.enable.description'), done: 'cli.token.enabled' },
    disable: { description: t('cli.token.disable.description'), done: 'cli.token.disabled' },
  } as const;
  for (const verb of ['enable', 'disable'] as const) {
    const { description, done } = texts[verb];
    parent
      .command(verb)
      .description(description)
      .argument('<id>', t('cli.token.idArgument'))
      .option('--json', t('cli.help.json'))
      .action(async (reference: string, flags: { json?: true }) => {
        const token = await withClient(context, async (client) => {
          const { id, revision } = await resolveGatewayToken(client, reference, context);
          return client.gatewayTokens.update({ id, revision, enabled: verb === 'enable' });
        });
        if (flags.json) context.printJson(token);
        else context.print(t(done, { name: token.name }));
      });
  }
}
