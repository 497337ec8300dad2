import { LRUCache } from 'lru-cache';
import { ANY_MODEL } from '#shared/domain/channel';
import type { GatewayChannel } from '../ports';
import { listUpstreamModels } from '../providers/list-upstream-models';
import type { UpstreamClient } from '../providers/upstream-client';
import { selectModelNames } from './list-models';

const MINUTE_MS = 60_000;
const FRESH_MS = 10 * MINUTE_MS;
/** An upstream that did not tell is asked again soon, but not by every agent that starts. */
const SILENT_MS = MINUTE_MS / 2;
const MAX_CHANNELS = 500;

/** Knows which models clients may ask for, those of channels that serve whatever their upstream has included. */
export interface ModelCatalogue {
  names(channels: readonly GatewayChannel[], upstreams: UpstreamClient): Promise<string[]>;
}

export function createModelCatalogue(): ModelCatalogue {
  // By channel as configured: a change of the configuration brings new objects, and so asks anew. Promises are kept, so
  // that agents which start together ask the upstream once.
  const told = new LRUCache<GatewayChannel, Promise<readonly string[]>>({ max: MAX_CHANNELS, ttl: FRESH_MS });

  async function load(channel: GatewayChannel, upstreams: UpstreamClient): Promise<readonly string[]> {
    const models = await listUpstreamModels(channel, upstreams).catch(() => null);
    const names = models === null || 'error' in models ? [] : models.names;
    if (names.length === 0) told.set(channel, Promise.resolve([]), { ttl: SILENT_MS });
    return names;
  }

  function ask(channel: GatewayChannel, upstreams: UpstreamClient): Promise<readonly string[]> {
    const known = told.get(channel);
    if (known !== undefined) return known;
    const asked = load(channel, upstreams);
    told.set(channel, asked);
    return asked;
  }

  return {
    async names(channels, upstreams) {
      const open = channels.filter(
        (channel) =>
          channel.enabled &&
          channel.models.includes(ANY_MODEL) &&
          (channel.credentials.length > 0 || channel.unreadableCredentials === 0),
      );
      const lists = await Promise.all(open.map((channel) => ask(channel, upstreams)));
      const byId = new Map(open.map((channel, index) => [channel.id, lists[index] ?? []]));
      return selectModelNames(channels, (channel) => byId.get(channel.id) ?? []);
    },
  };
}
