import { LRUCache } from 'lru-cache';
import type { Clock } from '../ports';
import { selectModelFamily } from './select-model-family';

/** Which channel a conversation stays at, so that its provider's prompt cache is of use. */
export interface SessionAffinity {
  /** The channel's id; null where the conversation has none yet. Each look makes it last longer. */
  find(conversation: Conversation): string | null;
  /** As `find`, but nothing is counted and nothing lasts longer. */
  peek(conversation: Conversation): string | null;
  pin(conversation: Conversation, channelId: string): void;
  /** Its channel cannot be asked: the conversation goes elsewhere. */
  drop(conversation: Conversation): void;
  counters(): AffinityCounters;
}

export interface Conversation {
  readonly sessionId: string;
  readonly model: string;
  /** The group whose strategy chooses; null: all channels. A conversation has a place in each. */
  readonly group: string | null;
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
    find(conversation) {
      const channelId = pins.get(keyOf(conversation));
      if (channelId === undefined) misses += 1;
      else hits += 1;
      return channelId ?? null;
    },
    peek: (conversation) => pins.peek(keyOf(conversation)) ?? null,
    pin(conversation, channelId) {
      pins.set(keyOf(conversation), channelId);
    },
    drop(conversation) {
      if (pins.delete(keyOf(conversation))) drops += 1;
    },
    counters: () => ({ size: pins.size, hits, misses, evictions, drops }),
  };
}

function keyOf({ sessionId, model, group }: Conversation): string {
  const family = selectModelFamily(model);
  // Groups are named without line breaks at their ends, and families without blanks.
  return group === null ? `${family} ${sessionId}` : `${family}\n${group.toLowerCase()}\n${sessionId}`;
}
