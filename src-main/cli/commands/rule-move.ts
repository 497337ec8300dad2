import type { Command } from 'commander';
import { createUsageError } from '../cli-error';
import type { CliContext } from '../cli-context';
import { editRoutingTable } from '../edit-routing-table';
import { findRule } from '../find-rule';
import { withClient } from '../open-client';
import { placeRule, type RulePlace } from '../place-rule';

export interface PlaceFlags {
  readonly before?: string;
  readonly first?: true;
  readonly last?: true;
}

export function addPlaceOptions(command: Command, { t }: CliContext): Command {
  return command
    .option('--before <id>', t('cli.rule.beforeOption'))
    .option('--first', t('cli.rule.firstOption'))
    .option('--last', t('cli.rule.lastOption'));
}

/**
 * The place that is asked for, with the other rule as its user wrote it; null where none is.
 *
 * @throws {CliError} `USAGE` for more than one
 */
export function readPlace({ before, first, last }: PlaceFlags, { t }: CliContext): RulePlace | null {
  const places: RulePlace[] = [];
  if (before !== undefined) places.push({ before });
  if (first === true) places.push('first');
  if (last === true) places.push('last');
  if (places.length > 1) throw createUsageError(t('cli.rule.onePlace'));
  return places[0] ?? null;
}

export function addRuleMoveCommand(parent: Command, context: CliContext): void {
  const { t } = context;
  const move = parent
    .command('move')
    .description(t('cli.rule.move.description'))
    .argument('<id>', t('cli.rule.idArgument'));
  addPlaceOptions(move, context)
    .option('--json', t('cli.help.json'))
    .action(async (reference: string, flags: PlaceFlags & { json?: true }) => {
      const place = readPlace(flags, context);
      if (place === null) throw createUsageError(t('cli.rule.onePlace'));
      let moved = '';
      const { rules: saved } = await withClient(context, (client) =>
        editRoutingTable(client, context, ({ rules, groups }) => {
          const rule = findRule(rules, reference, context);
          moved = rule.name;
          const to =
            typeof place === 'string' ? place : { before: findRule(rules, place.before, context).id };
          // Before itself is where it is.
          if (typeof to !== 'string' && to.before === rule.id) return { table: { rules, groups } };
          return { table: { rules: placeRule(rules, rule, to), groups } };
        }),
      );
      if (flags.json) context.printJson(saved);
      else context.print(t('cli.rule.moved', { name: moved }));
    });
}
