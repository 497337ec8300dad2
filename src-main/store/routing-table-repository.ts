import type { Database } from 'better-sqlite3';
import { channelGroupSchema, routeRuleSchema, type RoutingTable } from '#shared/domain/routing-table';
import { parseJsonColumn, parseRow, parseRows } from './parse-row';
import { convertFromBoolean, convertToBoolean } from './row-values';
import { StaleRevisionError } from './store-error';
import type { RoutingTableRepository, StoredRoutingTable } from './types';

interface RuleRow {
  position: number;
  id: string;
  name: string;
  enabled: number;
  conditions: string;
  targets: string;
  only: number;
}

interface GroupRow {
  position: number;
  name: string;
  channel_ids: string;
  strategy: string;
}

export function createRoutingTableRepository(database: Database): RoutingTableRepository {
  const path = database.name;
  const selectRules = database.prepare<[], RuleRow>('SELECT * FROM route_rules ORDER BY position');
  const selectGroups = database.prepare<[], GroupRow>('SELECT * FROM channel_groups ORDER BY position');
  const selectRevision = database.prepare<[], number>('SELECT revision FROM routing_revision').pluck();
  const insertRule = database.prepare<RuleRow>(
    `INSERT INTO route_rules (position, id, name, enabled, conditions, targets, only)
     VALUES (@position, @id, @name, @enabled, @conditions, @targets, @only)`,
  );
  const insertGroup = database.prepare<GroupRow>(
    `INSERT INTO channel_groups (position, name, channel_ids, strategy)
     VALUES (@position, @name, @channel_ids, @strategy)`,
  );
  const setRevision = database.prepare<[number]>('UPDATE routing_revision SET revision = ?');
  const clear = [database.prepare('DELETE FROM route_rules'), database.prepare('DELETE FROM channel_groups')];

  const load = (): StoredRoutingTable => {
    const rules = parseRows(selectRules.all(), (row) =>
      parseRow(
        routeRuleSchema,
        {
          id: row.id,
          name: row.name,
          enabled: convertToBoolean(row.enabled),
          when: parseJsonColumn(row.conditions),
          targets: parseJsonColumn(row.targets),
          only: convertToBoolean(row.only),
        },
        { kind: 'route_rule', id: row.id, path },
      ),
    );
    const groupRows = selectGroups.all().map((row) => ({ ...row, id: row.name }));
    const groups = parseRows(groupRows, (row) =>
      parseRow(
        channelGroupSchema,
        { name: row.name, channelIds: parseJsonColumn(row.channel_ids), strategy: row.strategy },
        { kind: 'channel_group', id: row.id, path },
      ),
    );
    return {
      revision: selectRevision.get() ?? 1,
      rules: rules.valid,
      groups: groups.valid,
      unreadable: [...rules.unreadable, ...groups.unreadable],
    };
  };

  const save = database.transaction((expectedRevision: number, { rules, groups }: RoutingTable) => {
    const { revision } = load();
    if (revision !== expectedRevision) throw new StaleRevisionError('routing', expectedRevision, revision);
    for (const statement of clear) statement.run();
    for (const [position, { id, name, enabled, when, targets, only }] of rules.entries()) {
      insertRule.run({
        position,
        id,
        name,
        enabled: convertFromBoolean(enabled),
        conditions: JSON.stringify(when),
        targets: JSON.stringify(targets),
        only: convertFromBoolean(only),
      });
    }
    for (const [position, { name, channelIds, strategy }] of groups.entries()) {
      insertGroup.run({ position, name, channel_ids: JSON.stringify(channelIds), strategy });
    }
    setRevision.run(revision + 1);
    return load();
  });

  return { load, save: (expectedRevision, table) => save.immediate(expectedRevision, table) };
}
