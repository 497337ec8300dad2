import { ORPCError } from '@orpc/client';
import type { ContractClient } from '#shared/contract/contract';
import { contractErrors } from '#shared/contract/errors';
import type { RoutingTableView } from '#shared/contract/routing';
import type { ChannelGroup, RouteRule } from '#shared/domain/routing-table';
import { CliError, createUsageError } from './cli-error';
import type { CliContext } from './cli-context';

/** Rules and groups as they are edited, without what the gateway adds to show them. */
export interface EditableTable {
  readonly rules: readonly RouteRule[];
  readonly groups: readonly ChannelGroup[];
}

/** What a change makes of the table, and which rule it is about, for what may be wrong with it. */
export interface TableChange {
  readonly table: EditableTable;
  readonly ruleId?: string;
}

/** Somebody else who saves at the same time rarely does it more often. */
const MAX_TRIES = 3;

/**
 * Applies a change to rules and groups. Where somebody else has saved meanwhile, it is applied anew to what they saved,
 * so `change` may run more than once.
 *
 * @throws {CliError} `CONFLICT` when others keep saving, `USAGE` naming the field for what the table cannot hold
 */
export async function editRoutingTable(
  client: ContractClient,
  context: CliContext,
  change: (table: EditableTable) => TableChange,
): Promise<RoutingTableView> {
  const { t } = context;
  for (let tries = 1; ; tries += 1) {
    const view = await client.routing.table();
    const { table, ruleId } = change(toEditable(view));
    try {
      const saved = await client.routing.saveTable({
        revision: view.revision,
        rules: [...table.rules],
        groups: [...table.groups],
      });
      for (const { id, name } of view.unreadable)
        context.note(t('cli.rule.unreadableRemoved', { name: name ?? id }));
      return saved;
    } catch (error) {
      if (!(error instanceof ORPCError)) throw error;
      if (isStale(error)) {
        if (tries < MAX_TRIES) continue;
        const command = context.commandLine('rule list');
        throw new CliError('CONFLICT', t('cli.rule.keepsChanging', { command }));
      }
      const invalid = contractErrors.INVALID_INPUT.data.safeParse(error.data);
      if (error.code !== 'INVALID_INPUT' || !invalid.success || invalid.data.field === null) throw error;
      const { field, value } = invalid.data;
      const index = table.rules.findIndex(({ id }) => id === ruleId);
      const reason = value ?? t('cli.rule.notValid');
      throw createUsageError(t('cli.usage.invalidValue', { name: shorten(field, index), reason }));
    }
  }
}

function isStale({ code, data }: ORPCError<string, unknown>): boolean {
  const conflict = contractErrors.CONFLICT.data.safeParse(data);
  return code === 'CONFLICT' && conflict.success && conflict.data.reason === 'stale_revision';
}

function toEditable({ rules, groups }: RoutingTableView): EditableTable {
  return { rules: rules.map(({ hits: _hits, warning: _warning, ...rule }) => rule), groups };
}

/** A person who edits one rule knows it by name, not by its place. */
function shorten(field: string, ruleIndex: number): string {
  const prefix = `rules.${ruleIndex}.`;
  return field.startsWith(prefix) ? field.slice(prefix.length) : field;
}
