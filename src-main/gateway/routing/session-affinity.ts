import { LRUCache } from 'lru-cache';
import type { Clock } from '../ports';
import { selectModelFamily } from './select-model-family';

/** Which channel a conversation stays at, so that its provider's prompt cache is of use. */
export interface SessionAffinity {
  /** The channel's id; null where the conversation has none yet. Each look makes it last longer. */
  find(sessionId: string, model: string): string | null;
  pin(sessionId: string, model: string, channelId: string): void;
  /** Its channel cannot be asked: the conversation goes elsewhere. */
  drop(sessionId: string, model: string): void;
  counters(): AffinityCounters;
}

export interface AffinityCounters {
  /** Pinned conversations. */
  readonly size: number;
  readonly hits: number;
  readonly misses: number;
  /** Pins given up because there were too many, or nobody asked for too long. */
  readonly evictions: number;
  /** Pins given up because the channel could not be asked. */
  readonly drops: number;
}

const MAX_PINS = 10_000;
const LIFETIME_MS = 5 * 60 * 60_000;

/** A conversation's small model (titles, summaries) may be served elsewhere than its large one, so each family has its own pin. */
export function createSessionAffinity(
  clock: Pick<Clock, 'monotonic'>,
  { max = MAX_PINS, lifetimeMs = LIFETIME_MS } = {},
): SessionAffinity {
  let hits = 0;
  let misses = 0;
  let evictions = 0;
  let drops = 0;
  const pins = new LRUCache<string, string>({
    max,
    ttl: lifetimeMs,
    updateAgeOnGet: true,
    ttlResolution: 0,
    perf: { now: () => clock.monotonic() },
    dispose: (_channelId, _key, reason) => {
      if (reason === 'evict' || reason === 'expire') evictions += 1;
    },
  });

  return {
    find(sessionId, model) {
      const channelId = pins.get(keyOf(sessionId, model));
      if (channelId === undefined) misses += 1;
      else hits += 1;
      return channelId ?? null;
    },
    pin(sessionId, model, channelId) {
      pins.set(keyOf(sessionId, model), channelId);
    },
    drop(sessionId, model) {
      if (pins.delete(keyOf(sessionId, model))) drops += 1;
    },
    counters: () => ({ size: pins.size, hits, misses, evictions, drops }),
  };
}

function keyOf(sessionId: string, model: string): string {
  return `${selectModelFamily(model)} ${sessionId}`;
}
