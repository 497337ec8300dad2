import { LRUCache } from 'lru-cache';

/** Which channels have answered a conversation without a conversion. */
export interface SessionChannels {
  record(sessionId: string, channelId: string): void;
  /**
   * The channel that a conversation's reasoning is of as far as nobody knows better, when that is another than this one, or
   * when several have answered; null when the conversation is this channel's alone, or not known.
   */
  findOther(sessionId: string, channelId: string): string | null;
}

const MAX_SESSIONS = 10_000;

interface Entry {
  readonly first: string;
  readonly mixed: boolean;
}

/**
 * Providers check the signatures of reasoning, each its own only. As long as one channel answers a conversation its bytes go
 * through; after a change of channels the history has to be looked at.
 */
export function createSessionChannels(): SessionChannels {
  const sessions = new LRUCache<string, Entry>({ max: MAX_SESSIONS });
  return {
    record(sessionId, channelId) {
      const entry = sessions.get(sessionId);
      if (entry === undefined) sessions.set(sessionId, { first: channelId, mixed: false });
      else if (!entry.mixed && entry.first !== channelId)
        sessions.set(sessionId, { first: entry.first, mixed: true });
    },
    findOther(sessionId, channelId) {
      const entry = sessions.get(sessionId);
      if (entry === undefined) return null;
      return entry.mixed || entry.first !== channelId ? entry.first : null;
    },
  };
}
