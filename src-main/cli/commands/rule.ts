import type { Command } from 'commander';
import type { CliContext } from '../cli-context';
import { addRuleEditCommands } from './rule-edit';
import { addRuleListCommands } from './rule-list';
import { addRuleMoveCommand } from './rule-move';
import { addRuleRemoveCommand } from './rule-remove';
import { addRuleSwitchCommands } from './rule-switch';

export function addRuleCommands(parent: Command, context: CliContext): void {
  const rule = parent.command('rule').description(context.t('cli.rule.description')).helpCommand(false);
  addRuleListCommands(rule, context);
  addRuleEditCommands(rule, context);
  addRuleMoveCommand(rule, context);
  addRuleSwitchCommands(rule, context);
  addRuleRemoveCommand(rule, context);
}
