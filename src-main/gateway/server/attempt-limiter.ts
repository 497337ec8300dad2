import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../ports';
import { createAcceptedSecrets, type Peer } from './accepted-secrets';
import { selectNetwork } from './select-network';

const MINUTE_MS = 60_000;
/** Far more than one machine sees, and with their digests still only a few megabytes. */
const MAX_NETWORKS = 4096;

export interface AttemptLimiter {
  /** Milliseconds until this peer may try again; null when it may now. One comparison while no one is held off. */
  waitMs(peer: Peer): number | null;
  /** Notes secrets of this peer that were wrong. */
  note(peer: Peer, secrets: readonly string[]): void;
  /** Notes a secret of this peer that was right, by whatever digest the caller has. */
  accept(peer: Peer, digest: string): void;
  /** Whether a secret was right when it last came from this peer's address, at most an hour ago. */
  isKnown(peer: Peer, digest: string): boolean;
}

interface Attempts {
  readonly startedAt: number;
  /** Digests, so that no secret of another service that was sent here by mistake is kept. */
  readonly secrets: Set<string>;
}

/**
 * Holds an address off that guesses. Only different secrets count: an agent that repeats one wrong token for hours has
 * made one guess. What an address sends while it is held off is not to be looked at, for a right guess would get in; but
 * all programs of a machine share one address, and one of them must not shut out the others, so secrets that were right
 * before are let in still.
 *
 * @param options.limit wrong secrets of one address within a minute from the first of them
 */
export function createAttemptLimiter(options: {
  limit: number;
  clock: Pick<Clock, 'monotonic'>;
}): AttemptLimiter {
  const { limit, clock } = options;
  const networks = new LRUCache<string, Attempts>({ max: MAX_NETWORKS });
  const accepted = createAcceptedSecrets(clock);
  let heldOffUntil: number | null = null;

  return {
    waitMs(peer) {
      if (heldOffUntil === null) return null;
      const now = clock.monotonic();
      if (now >= heldOffUntil) {
        heldOffUntil = null;
        return null;
      }
      const attempts = networks.get(selectNetwork(peer.remoteAddress));
      if (attempts === undefined || attempts.secrets.size < limit) return null;
      const wait = attempts.startedAt + MINUTE_MS - now;
      return wait > 0 ? wait : null;
    },

    note(peer, secrets) {
      if (secrets.length === 0) return;
      const now = clock.monotonic();
      const network = selectNetwork(peer.remoteAddress);
      let attempts = networks.get(network);
      if (attempts === undefined || now - attempts.startedAt >= MINUTE_MS) {
        attempts = { startedAt: now, secrets: new Set() };
        networks.set(network, attempts);
      }
      for (const secret of secrets) {
        if (attempts.secrets.size < limit) attempts.secrets.add(digest(secret));
      }
      if (attempts.secrets.size < limit) return;
      heldOffUntil = Math.max(heldOffUntil ?? 0, attempts.startedAt + MINUTE_MS);
    },

    accept: accepted.note,
    isKnown: accepted.has,
  };
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64');
}
