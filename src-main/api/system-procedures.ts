import type { StoredChannel } from '#main/store/types';
import type { ChannelSummary } from '#shared/contract/system';
import type { SystemState } from '#shared/domain/system-state';
import { notListening } from './api-error';
import type { ApiDependencies, HostControls, Implementer } from './api-context';
import { createEventProcedures } from './event-procedures';
import { toGatewayChannel } from './gateway-config';
import { listUnreadable } from './list-unreadable';

export function createSystemProcedures(os: Implementer, dependencies: ApiDependencies) {
  const { store, cipher, settings, gateway, clock, version, dataDirectory, events, recorder } = dependencies;
  const startedAt = clock.monotonic();

  const summarize = (stored: StoredChannel): ChannelSummary => {
    const { id, name, provider, protocol, enabled, authStyle } = stored;
    const channel = toGatewayChannel(stored, cipher);
    const canAuthenticate = authStyle === 'none' || channel.credentials.length > 0;
    const cause = channel.unreadableCredentials > 0 ? 'credential_unreadable' : 'no_credential';
    return { id, name, provider, protocol, enabled, problem: canAuthenticate ? null : cause };
  };

  const getHost = (): HostControls => {
    if (dependencies.host === null) throw notListening();
    return dependencies.host;
  };

  const setPaused = (paused: boolean): { state: SystemState } => {
    getHost();
    const before = gateway.status().state;
    gateway.setPaused(paused);
    const { state } = gateway.status();
    if (state !== before) events.publish({ type: 'state.changed', state });
    return { state };
  };

  return {
    ...createEventProcedures(os, dependencies),

    status: os.system.status.handler(() => {
      const { state, address, activeRequests, affinity } = gateway.status();
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
        affinity,
        storeProblem: store.problem,
        unrecordedRequests: recorder.counters.dropped + recorder.counters.failed,
        pinnedChannel: pinned === undefined ? null : { id: pinned.id, name: pinned.name },
        channels: channels.map(summarize),
        unreadable: listUnreadable(store),
        userFileProblems: [...dependencies.userCode.problems()],
        today: store.requests.totals(new Date(clock.now()).setHours(0, 0, 0, 0)),
      };
    }),

    pause: os.system.pause.handler(() => setPaused(true)),
    resume: os.system.resume.handler(() => setPaused(false)),

    stop: os.system.stop.handler(({ input }) => {
      // Whoever runs the gateway tells of its end, however it was asked for.
      getHost().stop(input.drainMs);
      return { state: 'draining' as const };
    }),

    createDashboardLink: os.system.createDashboardLink.handler(() => getHost().createDashboardLink()),
  };
}
