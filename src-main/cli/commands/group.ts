import { Option, type Command } from 'commander';
import type { ContractClient } from '#shared/contract/contract';
import { BALANCING_STRATEGIES, type BalancingStrategy } from '#shared/domain/balancing';
import type { ChannelGroup, RouteRule } from '#shared/domain/routing-table';
import { CliError } from '../cli-error';
import type { CliContext } from '../cli-context';
import { editRoutingTable } from '../edit-routing-table';
import { findGroup } from '../find-rule';
import { formatTable } from '../format-table';
import { withClient } from '../open-client';
import { resolveChannel } from '../resolve-channel';
import { splitList } from '../split-list';

interface GroupFlags {
  readonly name?: string;
  readonly channels?: string;
  readonly strategy?: BalancingStrategy;
  readonly json?: true;
}

export function addGroupCommands(parent: Command, context: CliContext): void {
  const { t } = context;
  const group = parent.command('group').description(t('cli.group.description')).helpCommand(false);
  group
    .command('list')
    .description(t('cli.group.list.description'))
    .option('--json', t('cli.help.json'))
    .action((flags: GroupFlags) => listGroups(flags, context));
  group
    .command('add')
    .description(t('cli.group.add.description'))
    .argument('<name>', t('cli.group.nameArgument'))
    .requiredOption('--channels <ids>', t('cli.group.channelsOption'))
    .addOption(strategyOption(context))
    .option('--json', t('cli.help.json'))
    .action((name: string, flags: GroupFlags) => addGroup(name, flags, context));
  group
    .command('edit')
    .description(t('cli.group.edit.description'))
    .argument('<name>', t('cli.group.nameArgument'))
    .option('--name <name>', t('cli.group.nameOption'))
    .option('--channels <ids>', t('cli.group.channelsOption'))
    .addOption(strategyOption(context))
    .option('--json', t('cli.help.json'))
    .action((reference: string, flags: GroupFlags) => editGroup(reference, flags, context));
  group
    .command('remove')
    .alias('rm')
    .description(t('cli.group.remove.description'))
    .argument('<name>', t('cli.group.nameArgument'))
    .option('--json', t('cli.help.json'))
    .action((reference: string, flags: GroupFlags) => removeGroup(reference, flags, context));
}

function strategyOption({ t }: CliContext): Option {
  return new Option('--strategy <strategy>', t('cli.group.strategyOption')).choices(BALANCING_STRATEGIES);
}

async function listGroups({ json }: GroupFlags, context: CliContext): Promise<void> {
  const { t, print } = context;
  const [{ groups }, channels] = await withClient(context, async (client) => [
    await client.routing.table(),
    await client.channels.list(),
  ]);
  if (json) {
    context.printJson(groups);
    return;
  }
  if (groups.length === 0) {
    print(t('cli.group.none'));
    return;
  }
  const nameOf = (id: string): string => channels.find((channel) => channel.id === id)?.name ?? id;
  const rows = groups.map(({ name, channelIds, strategy }) => [
    name,
    strategy,
    channelIds.map(nameOf).join(strategy === 'priority' ? ' → ' : ', '),
  ]);
  const headings = [t('cli.table.name'), t('cli.group.strategy'), t('cli.table.channels')];
  for (const line of formatTable(headings, rows)) print(line);
}

async function addGroup(name: string, flags: GroupFlags, context: CliContext): Promise<void> {
  const { strategy = 'priority' } = flags;
  const saved = await withClient(context, async (client) => {
    const channelIds = (await resolveMembers(client, flags, context)) ?? [];
    return editRoutingTable(client, context, ({ rules, groups }) => ({
      table: { rules, groups: [...groups, { name, channelIds, strategy }] },
    }));
  });
  show(findGroup(saved.groups, name, context), 'cli.group.added', flags, context);
}

async function editGroup(reference: string, flags: GroupFlags, context: CliContext): Promise<void> {
  const saved = await withClient(context, async (client) => {
    const channelIds = await resolveMembers(client, flags, context);
    return editRoutingTable(client, context, ({ rules, groups }) => {
      const stored = findGroup(groups, reference, context);
      const changed = {
        ...stored,
        name: flags.name ?? stored.name,
        channelIds: channelIds ?? stored.channelIds,
        strategy: flags.strategy ?? stored.strategy,
      };
      return {
        table: {
          rules: rules.map((rule) => renameGroup(rule, stored.name, changed.name)),
          groups: groups.map((group) => (group === stored ? changed : group)),
        },
      };
    });
  });
  show(findGroup(saved.groups, flags.name ?? reference, context), 'cli.group.edited', flags, context);
}

async function removeGroup(reference: string, flags: GroupFlags, context: CliContext): Promise<void> {
  let name = '';
  await withClient(context, (client) =>
    editRoutingTable(client, context, ({ rules, groups }) => {
      ({ name } = findGroup(groups, reference, context));
      const users = rules.filter(({ targets }) => targets.some((target) => isOfGroup(target, name)));
      if (users.length > 0) {
        const named = users.map((rule) => rule.name).join(', ');
        throw new CliError('CONFLICT', context.t('cli.group.inUse', { name, rules: named }));
      }
      return { table: { rules, groups: groups.filter((group) => group.name !== name) } };
    }),
  );
  if (flags.json) context.printJson({ name });
  else context.print(context.t('cli.group.removed', { name }));
}

/** The members' ids in order; null where none are named. */
async function resolveMembers(
  client: ContractClient,
  { channels }: GroupFlags,
  context: CliContext,
): Promise<string[] | null> {
  if (channels === undefined) return null;
  const found = await Promise.all(
    splitList(channels).map((reference) => resolveChannel(client, reference, context)),
  );
  return found.map(({ id }) => id);
}

/** Rules go on meaning the group by its new name. */
function renameGroup(rule: RouteRule, from: string, to: string): RouteRule {
  const targets = rule.targets.map((target) =>
    isOfGroup(target, from) ? { group: to, model: target.model } : target,
  );
  return { ...rule, targets };
}

function isOfGroup(target: RouteRule['targets'][number], name: string): boolean {
  return 'group' in target && target.group.toLowerCase() === name.toLowerCase();
}

function show(
  group: ChannelGroup,
  done: 'cli.group.added' | 'cli.group.edited',
  { json }: GroupFlags,
  context: CliContext,
): void {
  if (json) context.printJson(group);
  else context.print(context.t(done, { name: group.name }));
}
