import type { Command } from 'commander';
import type { CliContext } from '../cli-context';
import { editRoutingTable } from '../edit-routing-table';
import { findRule } from '../find-rule';
import { addSwitchCommands } from './switch-commands';

/** `enable` and `disable`. */
export function addRuleSwitchCommands(parent: Command, context: CliContext): void {
  const { t } = context;
  addSwitchCommands(parent, context, {
    idArgument: t('cli.rule.idArgument'),
    enable: {
      description: t('cli.rule.enable.description'),
      done: (name) => t('cli.rule.enabled', { name }),
    },
    disable: {
      description: t('cli.rule.disable.description'),
      done: (name) => t('cli.rule.disabled', { name }),
    },
    async set(client, reference, enabled) {
      let ruleId = '';
      const saved = await editRoutingTable(client, context, ({ rules, groups }) => {
        ruleId = findRule(rules, reference, context).id;
        const changed = rules.map((rule) => (rule.id === ruleId ? { ...rule, enabled } : rule));
        return { table: { rules: changed, groups }, ruleId };
      });
      return findRule(saved.rules, ruleId, context);
    },
  });
}
