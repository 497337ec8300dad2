import { AUTO } from '#shared/contract/routing';
import { channelDisabled, channelNotFound } from './api-error';
import type { ApiDependencies, Implementer } from './api-context';

export function createRoutingProcedures(os: Implementer, dependencies: ApiDependencies) {
  const { store, settings, config, gateway } = dependencies;

  return {
    use: os.routing.use.handler(({ input }) => {
      const pinnedChannelId = input.channel === AUTO ? null : input.channel;
      if (pinnedChannelId !== null) {
        const stored = store.channels.get(pinnedChannelId);
        if (stored === null) throw channelNotFound(pinnedChannelId);
        if (!stored.enabled) throw channelDisabled(stored.name);
      }
      settings.update({ pinnedChannelId });
      gateway.applyConfig(config.load());
      return { pinnedChannelId };
    }),
  };
}
