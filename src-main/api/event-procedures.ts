import type { ApiDependencies, Implementer } from './api-context';

export function createEventProcedures(os: Implementer, { events }: Pick<ApiDependencies, 'events'>) {
  return { events: os.system.events.handler(({ signal }) => events.subscribe(signal)) };
}
