import type { Quota } from '#shared/domain/channel-health';
import type { ReadQuota } from '../protocols/quota/read-quota';

/** What the answers of one channel have said of its limits: the latest of each key. */
export interface QuotaNotes {
  /**
   * @param waitMs until what is used up is free again; null: it is not for this answer to say
   */
  note(keyId: string | null, quotas: ReadQuota['quotas'], waitMs: number | null, now: number): void;
  /** How long until the key may be used again; 0: now. */
  waitMs(keyId: string | null, now: number): number;
  /** Those that still hold. @param time milliseconds since the epoch */
  of(keyId: string | null, time: number): readonly Quota[];
  /** The same of the key that was used last. */
  latest(time: number): readonly Quota[];
  forget(keyId: string): void;
}

interface Note {
  readonly quotas: readonly Quota[];
  readonly until: number;
}

/** Times called `now` are milliseconds of one monotonic clock. */
export function createQuotaNotes(): QuotaNotes {
  /** By the key's id, null for a channel without; the one noted last is the last. */
  const notes = new Map<string | null, Note>();

  // What was counted until then says nothing any more.
  const select = (note: Note | undefined, time: number): readonly Quota[] =>
    note?.quotas.filter(({ resetAt }) => resetAt === null || resetAt > time) ?? [];

  return {
    note(keyId, quotas, waitMs, now) {
      const until = waitMs === null ? (notes.get(keyId)?.until ?? 0) : now + waitMs;
      notes.delete(keyId);
      notes.set(keyId, { quotas, until });
    },
    waitMs: (keyId, now) => Math.max(0, (notes.get(keyId)?.until ?? 0) - now),
    of: (keyId, time) => select(notes.get(keyId), time),
    latest: (time) => select([...notes.values()].at(-1), time),
    forget: (keyId) => void notes.delete(keyId),
  };
}
