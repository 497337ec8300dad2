import type { Command } from 'commander';
import type { RoutingTableView } from '#shared/contract/routing';
import type { Channel } from '#shared/domain/channel';
import type { CliContext } from '../cli-context';
import { findRule } from '../find-rule';
import { formatTable } from '../format-table';
import { withClient } from '../open-client';
import { formatRuleTarget } from '../parse-rule-target';
import { formatConditions } from '../rule-conditions';

type ShownRule = RoutingTableView['rules'][number];

/** `list` and `show`. */
export function addRuleListCommands(parent: Command, context: CliContext): void {
  const { t, print } = context;
  parent
    .command('list')
    .description(t('cli.rule.list.description'))
    .option('--json', t('cli.help.json'))
    .action(async (flags: { json?: true }) => {
      await withClient(context, async (client) => {
        const { rules, unreadable } = await client.routing.table();
        if (flags.json) context.printJson(rules);
        else if (rules.length === 0) print(t('cli.rule.none'));
        else printRules(rules, await client.channels.list(), context);
        for (const { id, name, reason } of unreadable)
          context.note(t('cli.rule.unreadable', { name: name ?? id, reason }));
      });
    });
  parent
    .command('show')
    .description(t('cli.rule.show.description'))
    .argument('<id>', t('cli.rule.idArgument'))
    .option('--json', t('cli.help.json'))
    .action(async (reference: string, flags: { json?: true }) => {
      await withClient(context, async (client) => {
        const rule = findRule((await client.routing.table()).rules, reference, context);
        if (flags.json) context.printJson(rule);
        else printRule(rule, await client.channels.list(), context);
      });
    });
}

function printRules(rules: readonly ShownRule[], channels: readonly Channel[], context: CliContext): void {
  const { t, print, note } = context;
  const headings = ['id', 'name', 'when', 'targets', 'hits', 'state'] as const;
  const rows = rules.map((rule) => [
    rule.id,
    rule.name,
    formatConditions(rule.when) || t('cli.rule.always'),
    formatTargets(rule, channels, context),
    String(rule.hits),
    t(rule.enabled ? 'cli.state.enabled' : 'cli.state.disabled'),
  ]);
  for (const line of formatTable(
    headings.map((heading) => t(`cli.table.${heading}`)),
    rows,
  )) {
    print(line);
  }
  for (const { warning } of rules) if (warning !== null) note(t('cli.convert.warning', { message: warning }));
}

function printRule(rule: ShownRule, channels: readonly Channel[], context: CliContext): void {
  const { t, print, note } = context;
  const rows = [
    [t('cli.table.id'), rule.id],
    [t('cli.table.name'), rule.name],
    [t('cli.table.when'), formatConditions(rule.when) || t('cli.rule.always')],
    [t('cli.table.targets'), formatTargets(rule, channels, context)],
    [t('cli.table.hits'), String(rule.hits)],
    [t('cli.table.state'), t(rule.enabled ? 'cli.state.enabled' : 'cli.state.disabled')],
  ];
  const [first = [], ...rest] = rows;
  for (const line of formatTable(first, rest)) print(line);
  if (rule.warning !== null) note(t('cli.convert.warning', { message: rule.warning }));
}

function formatTargets(
  { targets, only }: ShownRule,
  channels: readonly Channel[],
  { t }: Pick<CliContext, 't'>,
): string {
  const listed = targets.map((target) => formatRuleTarget(target, channels)).join(' → ');
  return only ? t('cli.rule.only', { targets: listed }) : listed;
}
