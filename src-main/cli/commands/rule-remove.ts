import type { Command } from 'commander';
import type { CliContext } from '../cli-context';
import { editRoutingTable } from '../edit-routing-table';
import { findRule } from '../find-rule';
import { withClient } from '../open-client';

export function addRuleRemoveCommand(parent: Command, context: CliContext): void {
  const { t } = context;
  parent
    .command('remove')
    .alias('rm')
    .description(t('cli.rule.remove.description'))
    .argument('<id>', t('cli.rule.idArgument'))
    .option('--json', t('cli.help.json'))
    .action(async (reference: string, flags: { json?: true }) => {
      let removed = { id: '', name: '' };
      await withClient(context, (client) =>
        editRoutingTable(client, context, ({ rules, groups }) => {
          removed = findRule(rules, reference, context);
          return { table: { rules: rules.filter(({ id }) => id !== removed.id), groups } };
        }),
      );
      if (flags.json) context.printJson({ id: removed.id });
      else context.print(t('cli.rule.removed', { name: removed.name }));
    });
}
