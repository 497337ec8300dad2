import type { Command } from 'commander';
import type { CliContext } from '../cli-context';
import { withClient } from '../open-client';
import { resolveChannel } from '../resolve-channel';
import { splitList } from '../split-list';

interface TokenAddFlags {
  readonly project?: string;
  readonly models?: string;
  readonly channels?: string;
  readonly json?: true;
}

export function addTokenAddCommand(parent: Command, context: CliContext): void {
  const { t } = context;
  parent
    .command('add')
    .description(t('cli.token.add.description'))
    .argument('<name>', t('cli.token.nameArgument'))
    .option('--project <name>', t('cli.token.add.project'))
    .option('--models <names>', t('cli.token.add.models'))
    .option('--channels <ids>', t('cli.token.add.channels'))
    .option('--json', t('cli.help.json'))
    .action(async (name: string, { project, models, channels, json }: TokenAddFlags) => {
      const created = await withClient(context, async (client) => {
        const bound = await Promise.all(
          splitList(channels ?? '').map((reference) => resolveChannel(client, reference, context)),
        );
        return client.gatewayTokens.create({
          name,
          ...(project !== undefined && { project }),
          ...(models !== undefined && { models: splitList(models) }),
          ...(channels !== undefined && { channelIds: bound.map(({ id }) => id) }),
        });
      });
      if (json) {
        context.printJson(created);
        return;
      }
      // The token alone on standard output, as `token` prints it.
      context.note(t('cli.token.added', { name: created.name, id: created.id }));
      context.print(created.token);
    });
}
