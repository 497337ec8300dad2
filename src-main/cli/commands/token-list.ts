import type { Command } from 'commander';
import type { GatewayToken, GatewayTokenScope } from '#shared/domain/gateway-token';
import type { CliContext } from '../cli-context';
import { describeUnreadable } from '../describe-unreadable';
import { formatTable } from '../format-table';
import { withClient } from '../open-client';

export function addTokenListCommand(parent: Command, context: CliContext): void {
  const { t } = context;
  parent
    .command('list')
    .description(t('cli.token.list.description'))
    .option('--json', t('cli.help.json'))
    .action(async (flags: { json?: true }) => {
      await withClient(context, async (client) => {
        const tokens = await client.gatewayTokens.list();
        if (flags.json) {
          context.printJson(tokens);
          return;
        }
        printTokens(tokens, context);
        const { unreadable } = await client.system.status();
        const rejected = unreadable.filter(({ kind }) => kind === 'gateway_token');
        for (const row of rejected) context.print(describeUnreadable(row, context));
      });
    });
}

function printTokens(tokens: readonly GatewayToken[], { t, locale, print }: CliContext): void {
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const headings = ['id', 'name', 'token', 'scope', 'state', 'created'] as const;
  const rows = tokens.map(({ id, name, last4, enabled, createdAt, ...scope }) => [
    id,
    name,
    `…${last4}`,
    describeScope(scope) || t('cli.token.unbound'),
    t(enabled ? 'cli.state.enabled' : 'cli.state.disabled'),
    date.format(createdAt),
  ]);
  const lines = formatTable(
    headings.map((heading) => t(`cli.table.${heading}`)),
    rows,
  );
  for (const line of lines) print(line);
}

/** Empty for a token that is bound to nothing. */
function describeScope({ project, models, channelIds }: GatewayTokenScope): string {
  return [project === null ? [] : [`/p/${project}`], models ?? [], channelIds ?? []].flat().join(', ');
}
