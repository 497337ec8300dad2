import { describeInert } from '#main/gateway/routing/compile-rules';
import { StaleRevisionError } from '#main/store/store-error';
import type { StoredRoutingTable } from '#main/store/types';
import { presetHitId } from '#shared/domain/list-route-hits';
import { ROUTING_PRESETS } from '#shared/domain/routing-presets';
import { AUTO, type RoutingTableView } from '#shared/contract/routing';
import { channelDisabled, channelNotFound, conflict } from './api-error';
import type { ApiDependencies, Implementer } from './api-context';
import { assertRoutingTable } from './check-routing-table';
import { createCommitChange } from './commit-change';

export function createRoutingProcedures(os: Implementer, dependencies: ApiDependencies) {
  const { store, settings, gateway } = dependencies;
  const commit = createCommitChange(dependencies);

  const listChannelIds = (): ReadonlySet<string> => new Set(store.channels.list().map(({ id }) => id));

  const toView = ({ revision, rules, groups, unreadable }: StoredRoutingTable): RoutingTableView => {
    const channelIds = listChannelIds();
    return {
      revision,
      rules: rules.map((rule) => ({
        ...rule,
        hits: gateway.routeHits(rule.id),
        warning: describeInert(rule, groups, (id) => channelIds.has(id)),
      })),
      groups: [...groups],
      presets: ROUTING_PRESETS.map((id) => ({
        id,
        enabled: settings.get().presets[id],
        hits: gateway.routeHits(presetHitId(id)),
      })),
      unreadable: [...unreadable],
    };
  };

  return {
    explain: os.routing.explain.handler(({ input }) => gateway.explain(input)),

    table: os.routing.table.handler(() => toView(store.routingTable.load())),

    saveTable: os.routing.saveTable.handler(({ input: { revision, ...table } }) => {
      assertRoutingTable(table, listChannelIds());
      try {
        return toView(commit({ type: 'rules.changed' }, () => store.routingTable.save(revision, table)));
      } catch (error) {
        if (!(error instanceof StaleRevisionError)) throw error;
        throw conflict({ reason: 'stale_revision', kind: 'rules', field: 'revision' }, error.message);
      }
    }),

    use: os.routing.use.handler(({ input }) => {
      const pinnedChannelId = input.channel === AUTO ? null : input.channel;
      if (pinnedChannelId !== null) {
        const stored = store.channels.get(pinnedChannelId);
        if (stored === null) throw channelNotFound(pinnedChannelId);
        if (!stored.enabled) throw channelDisabled(stored.name);
      }
      commit({ type: 'routing.changed', pinnedChannelId }, () => settings.update({ pinnedChannelId }));
      return { pinnedChannelId };
    }),
  };
}
