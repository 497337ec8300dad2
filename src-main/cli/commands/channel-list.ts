import type { Command } from 'commander';
import type { SystemStatus } from '#shared/contract/system';
import type { Channel } from '#shared/domain/channel';
import type { CliContext } from '../cli-context';
import { describeChannelState } from '../channel-state';
import { describeUnreadable } from '../describe-unreadable';
import { formatTable } from '../format-table';
import { withClient } from '../open-client';
import { addChannelLine } from '../serve-report';

export function addChannelListCommand(parent: Command, context: CliContext): void {
  const { t } = context;
  parent
    .command('list')
    .description(t('cli.channel.list.description'))
    .option('--json', t('cli.help.json'))
    .action(async (flags: { json?: true }) => {
      await withClient(context, async (client) => {
        const channels = await client.channels.list();
        if (flags.json) {
          context.printJson(channels);
          return;
        }
        printChannels(channels, await client.system.status(), context);
      });
    });
}

/** The channels as a table, or how to add the first; and what is stored as one, but is not valid. */
export function printChannels(
  channels: readonly Channel[],
  { pinnedChannel, unreadable }: Pick<SystemStatus, 'pinnedChannel' | 'unreadable'>,
  context: CliContext,
): void {
  const { t, print } = context;
  const rejected = unreadable.filter(({ kind }) => kind === 'channel');
  if (channels.length > 0) {
    printTable(channels, pinnedChannel?.id ?? null, context);
  } else if (rejected.length === 0) {
    print(t('cli.channel.none'));
    print(`  ${addChannelLine(context)}`);
  }
  for (const row of rejected) print(describeUnreadable(row, context));
}

function printTable(channels: readonly Channel[], pinnedChannelId: string | null, context: CliContext): void {
  const { t, print } = context;
  const headings = ['id', 'name', 'protocol', 'models', 'priority', 'key', 'state'] as const;
  const rows = channels.map((channel) => [
    channel.id,
    channel.name,
    channel.protocol,
    formatModels(channel),
    String(channel.priority),
    formatCredentials(channel, context),
    describeChannelState(channel, pinnedChannelId, context),
  ]);
  for (const line of formatTable(
    headings.map((heading) => t(`cli.table.${heading}`)),
    rows,
  )) {
    print(line);
  }
}

const SHOWN_MODELS = 3;

function formatModels({ models }: Channel): string {
  const shown = models.slice(0, SHOWN_MODELS).join(', ');
  return models.length > SHOWN_MODELS ? `${shown}, +${models.length - SHOWN_MODELS}` : shown;
}

function formatCredentials({ credentials }: Channel, { t }: CliContext): string {
  const [first] = credentials;
  if (first === undefined) return t('cli.key.none');
  if (credentials.length > 1) return t('cli.key.count', { count: credentials.length });
  if (first.kind === 'client') return t('cli.key.client');
  return `…${first.last4 ?? ''}`;
}
