import type { StoredChannel } from '#main/store/types';
import type { ChannelSummary } from '#shared/contract/system';
import type { ApiDependencies, Implementer } from './api-context';
import { toGatewayChannel } from './gateway-config';

export function createSystemProcedures(os: Implementer, dependencies: ApiDependencies) {
  const { store, cipher, settings, gateway, clock, version, dataDirectory } = dependencies;
  const startedAt = clock.monotonic();

  const summarize = (stored: StoredChannel): ChannelSummary => {
    const { id, name, provider, protocol, enabled, authStyle } = stored;
    const channel = toGatewayChannel(stored, cipher);
    const canAuthenticate = authStyle === 'none' || channel.credentials.length > 0;
    const cause = channel.unreadableCredentials > 0 ? 'credential_unreadable' : 'no_credential';
    return { id, name, provider, protocol, enabled, problem: canAuthenticate ? null : cause };
  };

  return {
    status: os.system.status.handler(() => {
      const { state, address, activeRequests } = gateway.status();
      const channels = store.channels.list();
      const { pinnedChannelId } = settings.get();
      const pinned = channels.find(({ id }) => id === pinnedChannelId);
      return {
        version,
        state,
        address,
        dataDirectory,
        pid: state === 'stopped' ? null : process.pid,
        uptimeMs: state === 'stopped' ? null : Math.round(clock.monotonic() - startedAt),
        activeRequests,
        pinnedChannel: pinned === undefined ? null : { id: pinned.id, name: pinned.name },
        channels: channels.map(summarize),
        today: store.requests.totals(new Date(clock.now()).setHours(0, 0, 0, 0)),
      };
    }),
  };
}
