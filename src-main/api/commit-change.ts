import type { RoutexEvent } from '#shared/domain/routex-event';
import type { ApiDependencies } from './api-context';

/** Writes, gives the gateway what is stored now, and tells whoever listens. A write that returns false changed nothing. */
export type CommitChange = <Result>(event: RoutexEvent, write: () => Result) => Result;

export function createCommitChange({
  settings,
  config,
  gateway,
  events,
}: Pick<ApiDependencies, 'settings' | 'config' | 'gateway' | 'events'>): CommitChange {
  return (event, write) => {
    // A settings file that was damaged meanwhile stops the change before it is stored, not after.
    settings.get();
    const result = write();
    if (result === false) return result;
    gateway.applyConfig(config.load());
    events.publish(event);
    return result;
  };
}
