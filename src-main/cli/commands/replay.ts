import type { Command } from 'commander';
import type { CliContext } from '../cli-context';
import { withClient } from '../open-client';
import { resolveChannel } from '../resolve-channel';

interface ReplayFlags {
  readonly channel?: string;
  readonly model?: string;
  readonly json?: true;
}

export function addReplayCommand(parent: Command, context: CliContext): void {
  const { t } = context;
  parent
    .command('replay')
    .description(t('cli.replay.description'))
    .argument('<id>', t('cli.logs.idArgument'))
    .option('--channel <channel>', t('cli.replay.channelOption'))
    .option('--model <model>', t('cli.replay.modelOption'))
    .option('--json', t('cli.help.json'))
    .action((id: string, flags: ReplayFlags) => replay(id, flags, context));
}

async function replay(id: string, flags: ReplayFlags, context: CliContext): Promise<void> {
  const { model = null } = flags;
  const repeated = await withClient(context, async (client) => {
    const channel = flags.channel === undefined ? null : await resolveChannel(client, flags.channel, context);
    return client.requests.replay({ id, channelId: channel?.id ?? null, model });
  });
  if (flags.json) context.printJson(repeated);
  else context.print(context.t('cli.replay.done', { id: repeated.id }));
}
