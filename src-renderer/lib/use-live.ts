import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Channel } from '#shared/domain/channel';
import type { RoutexEvent } from '#shared/domain/routex-event';
import { api, client, isSignedOut } from './client';

export type LiveState = 'connecting' | 'live' | 'lost' | 'signed-out';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;
/** Figures are loaded again at most so often, however many requests end. */
const FIGURES_EVERY_MS = 2000;
/** A finished request is told at once, and written with others a moment later. */
const WRITTEN_AFTER_MS = 300;

/**
 * Keeps what is shown up to date by the contract's events, for as long as the caller is there: what has changed is
 * loaded again, and after an interruption everything is.
 */
export function useLive(): LiveState {
  const queries = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');

  useEffect(() => {
    const ended = new AbortController();
    void follow(queries, setState, ended.signal);
    return () => ended.abort();
  }, [queries]);

  return state;
}

async function follow(
  queries: QueryClient,
  setState: (state: LiveState) => void,
  signal: AbortSignal,
): Promise<void> {
  const figures = createThrottle(() => {
    reload(queries, api.analytics.key());
    reload(queries, api.requests.key());
    reload(queries, api.system.status.key());
    // Quotas and last errors come with answers, not with events of their own.
    reload(queries, api.channels.list.key());
  }, FIGURES_EVERY_MS);
  let retryMs = FIRST_RETRY_MS;
  while (!signal.aborted) {
    try {
      for await (const event of await client.system.events(undefined, { signal })) {
        retryMs = FIRST_RETRY_MS;
        setState('live');
        // What has changed since it was loaded, and before the stream was open, nobody has told.
        if (event.type === 'hello') reload(queries);
        apply(event, queries, figures);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (isSignedOut(error)) {
        setState('signed-out');
        return;
      }
    }
    if (signal.aborted) return;
    setState('lost');
    await sleep(retryMs, signal);
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
  }
}

function apply(event: RoutexEvent, queries: QueryClient, figures: () => void): void {
  switch (event.type) {
    case 'hello':
      return;
    case 'request.finished':
      figures();
      return;
    case 'channelHealth.changed':
      queries.setQueryData<Channel[]>(api.channels.list.queryKey(), (channels) =>
        channels?.map((channel) =>
          channel.id === event.channelId ? { ...channel, health: event.health } : channel,
        ),
      );
      return;
    case 'channels.changed':
      reload(queries, api.channels.key());
      reload(queries, api.system.status.key());
      return;
    case 'gatewayTokens.changed':
      reload(queries, api.gatewayTokens.key());
      return;
    case 'rules.changed':
      reload(queries, api.routing.key());
      return;
    case 'settings.changed':
      reload(queries, api.settings.key());
      reload(queries, api.routing.key());
      return;
    case 'routing.changed':
    case 'state.changed':
      reload(queries, api.system.status.key());
      return;
    case 'missed':
      reload(queries);
  }
}

/** What is being loaded for the first time may have been read before the change, and is not loaded again by itself. */
function reload(queries: QueryClient, queryKey: readonly unknown[] = []): void {
  const isUnread = queries.isFetching({ queryKey, predicate: ({ state }) => state.data === undefined }) > 0;
  const loaded = queries.invalidateQueries({ queryKey });
  if (isUnread) void loaded.then(() => queries.invalidateQueries({ queryKey }));
}

/** Runs when what is told has been written, and at most so often; the last call is never lost. */
function createThrottle(run: () => void, everyMs: number): () => void {
  let last = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  return () => {
    if (timer !== null) return;
    const wait = Math.max(last + everyMs - Date.now(), WRITTEN_AFTER_MS);
    timer = setTimeout(() => {
      timer = null;
      last = Date.now();
      run();
    }, wait);
  };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
