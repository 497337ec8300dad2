import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** Published by undici for each connection it has opened. */
const CONNECTED = 'undici:client:connected';

export interface ConnectionCounter {
  /** Connections opened to this origin so far. */
  count(origin: string): number;
  close(): void;
}

/**
 * Counts the connections opened to each origin. A request that went out while none was opened has used one that was kept
 * alive, which undici does not say otherwise.
 */
export function countConnections(): ConnectionCounter {
  const opened = new Map<string, number>();
  const onConnected = (message: unknown): void => {
    const { protocol, host } = (message as { connectParams: { protocol: string; host: string } })
      .connectParams;
    const origin = `${protocol}//${host}`;
    opened.set(origin, (opened.get(origin) ?? 0) + 1);
  };
  subscribe(CONNECTED, onConnected);
  return {
    count: (origin) => opened.get(origin) ?? 0,
    close: () => void unsubscribe(CONNECTED, onConnected),
  };
}
