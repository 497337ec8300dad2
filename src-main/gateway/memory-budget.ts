/** What one request may still hold of the memory all requests share. */
export interface MemoryAccount {
  /** False, and nothing taken, when all requests together would hold more than they may. */
  take(bytes: number): boolean;
  /** Of what was taken, this much is no longer held. */
  give(bytes: number): void;
  /** Nothing is held any more. What is taken afterwards counts for nobody. */
  close(): void;
}

export interface MemoryBudget {
  /** Bytes that all requests hold now. */
  used(): number;
  openAccount(): MemoryAccount;
}

/** For what no client waits for. */
export const UNLIMITED_MEMORY: MemoryAccount = {
  take: () => true,
  give: () => undefined,
  close: () => undefined,
};

/**
 * Counts the bytes that requests keep in memory: bodies, answers that are held back, events that have come in part. One
 * request is bounded by limits of its own; this bounds them all together, so that many at once cannot end the process.
 *
 * @param limit most bytes, asked anew each time because the settings may change
 */
export function createMemoryBudget(limit: () => number): MemoryBudget {
  let used = 0;
  return {
    used: () => used,
    openAccount() {
      let held = 0;
      let closed = false;
      return {
        take(bytes) {
          if (closed) return true;
          if (used + bytes > limit()) return false;
          used += bytes;
          held += bytes;
          return true;
        },
        give(bytes) {
          const returned = Math.min(bytes, held);
          held -= returned;
          used -= returned;
        },
        close() {
          closed = true;
          used -= held;
          held = 0;
        },
      };
    },
  };
}
