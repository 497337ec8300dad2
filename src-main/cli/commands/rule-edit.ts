import type { Command } from 'commander';
import { routeRuleSchema, type RouteRule } from '#shared/domain/routing-table';
import { createUsageError } from '../cli-error';
import type { CliContext } from '../cli-context';
import { createRuleId } from '../create-rule-id';
import { editRoutingTable } from '../edit-routing-table';
import { findRule } from '../find-rule';
import { withClient } from '../open-client';
import { parseRuleTarget } from '../parse-rule-target';
import { placeRule } from '../place-rule';
import {
  addConditionOptions,
  addTo,
  dropConditions,
  readConditions,
  type ConditionFlags,
} from '../rule-conditions';
import { addPlaceOptions, readPlace, type PlaceFlags } from './rule-move';

interface AddFlags extends ConditionFlags, PlaceFlags {
  readonly to: readonly string[];
  readonly only?: true;
  readonly disabled?: true;
  readonly json?: true;
}

interface EditFlags extends ConditionFlags {
  readonly name?: string;
  readonly to?: readonly string[];
  readonly only?: boolean;
  readonly drop: readonly string[];
  readonly json?: true;
}

/** `add` and `edit`. */
export function addRuleEditCommands(parent: Command, context: CliContext): void {
  const { t } = context;
  const add = parent
    .command('add')
    .description(t('cli.rule.add.description'))
    .argument('<name>', t('cli.rule.nameArgument'))
    .requiredOption('--to <target>', t('cli.rule.toOption'), addTo)
    .option('--only', t('cli.rule.onlyOption'))
    .option('--disabled', t('cli.rule.disabledOption'));
  addPlaceOptions(addConditionOptions(add, context), context)
    .option('--json', t('cli.help.json'))
    .action((name: string, flags: AddFlags) => addRule(name, flags, context));

  const edit = parent
    .command('edit')
    .description(t('cli.rule.edit.description'))
    .argument('<id>', t('cli.rule.idArgument'))
    .option('--name <name>', t('cli.rule.nameOption'))
    .option('--to <target>', t('cli.rule.toOption'), addTo)
    .option('--only', t('cli.rule.onlyOption'))
    .option('--no-only', t('cli.rule.noOnlyOption'))
    .option('--drop <condition>', t('cli.rule.dropOption'), addTo, []);
  addConditionOptions(edit, context)
    .option('--json', t('cli.help.json'))
    .action((reference: string, flags: EditFlags) => editRule(reference, flags, context));
}

async function addRule(name: string, flags: AddFlags, context: CliContext): Promise<void> {
  const id = createRuleId();
  const when = readConditions(flags, context);
  const place = readPlace(flags, context) ?? 'last';
  const saved = await withClient(context, async (client) => {
    const channels = await client.channels.list();
    return editRoutingTable(client, context, ({ rules, groups }) => {
      const targets = flags.to.map((text) => parseRuleTarget(text, { channels, groups }, context));
      const rule = readRule(
        { id, name, enabled: flags.disabled !== true, when, targets, only: flags.only === true },
        context,
      );
      return {
        table: { rules: placeRule(rules, rule, resolvePlace(place, rules, context)), groups },
        ruleId: id,
      };
    });
  });
  const rule = findRule(saved.rules, id, context);
  if (flags.json) context.printJson(rule);
  else context.print(context.t('cli.rule.added', { name: rule.name, id }));
}

async function editRule(reference: string, flags: EditFlags, context: CliContext): Promise<void> {
  let ruleId = '';
  const saved = await withClient(context, async (client) => {
    const channels = await client.channels.list();
    return editRoutingTable(client, context, ({ rules, groups }) => {
      const stored = findRule(rules, reference, context);
      ruleId = stored.id;
      const { name, to, only } = flags;
      const changed = readRule(
        {
          ...stored,
          ...(name !== undefined && { name }),
          ...(to !== undefined && {
            targets: to.map((text) => parseRuleTarget(text, { channels, groups }, context)),
          }),
          ...(only !== undefined && { only }),
          when: readConditions(flags, context, dropConditions(stored.when, flags.drop, context)),
        },
        context,
      );
      return { table: { rules: rules.map((rule) => (rule === stored ? changed : rule)), groups }, ruleId };
    });
  });
  const rule = findRule(saved.rules, ruleId, context);
  if (flags.json) context.printJson(rule);
  else context.print(context.t('cli.rule.edited', { name: rule.name }));
}

/** @throws {CliError} `USAGE` naming the field that is wrong */
function readRule(rule: RouteRule, { t }: CliContext): RouteRule {
  const read = routeRuleSchema.safeParse(rule);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const name = issue?.path.join('.') ?? '';
  throw createUsageError(t('cli.usage.invalidValue', { name, reason: issue?.message ?? '' }));
}

function resolvePlace(
  place: ReturnType<typeof readPlace> & {},
  rules: readonly RouteRule[],
  context: CliContext,
) {
  return typeof place === 'string' ? place : { before: findRule(rules, place.before, context).id };
}
