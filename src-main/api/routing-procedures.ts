import { AUTO } from '#shared/contract/routing';
import { channelDisabled, channelNotFound } from './api-error';
import type { ApiDependencies, Implementer } from './api-context';
import { createCommitChange } from './commit-change';

export function createRoutingProcedures(os: Implementer, dependencies: ApiDependencies) {
  const { store, settings } = dependencies;
  const commit = createCommitChange(dependencies);

  return {
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
