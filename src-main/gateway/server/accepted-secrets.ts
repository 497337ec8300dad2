import { LRUCache } from 'lru-cache';
import type { Clock } from '../ports';
import { selectNetwork } from './select-network';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Pairs of secret and address: far more than one machine sees. */
const MAX_PAIRS = 4096;

/** Where a request comes from; a socket. The address is read only when it is needed. */
export interface Peer {
  readonly remoteAddress?: string | undefined;
}

/** Which secrets were right, and from where. */
export interface AcceptedSecrets {
  /** Notes a secret that was right. Called with every request: all but once a minute it is one look-up by the connection. */
  note(peer: Peer, digest: string): void;
  /** Whether this secret came from the same address, and was right, within the last hour. */
  has(peer: Peer, digest: string): boolean;
}

interface Noted {
  digest: string;
  at: number;
}

export function createAcceptedSecrets(clock: Pick<Clock, 'monotonic'>): AcceptedSecrets {
  const acceptedAt = new LRUCache<string, number>({ max: MAX_PAIRS });
  const connections = new WeakMap<Peer, Noted>();

  return {
    note(peer, digest) {
      const now = clock.monotonic();
      const noted = connections.get(peer);
      if (noted !== undefined && noted.digest === digest && now - noted.at < MINUTE_MS) return;
      acceptedAt.set(createKey(peer, digest), now);
      if (noted === undefined) {
        connections.set(peer, { digest, at: now });
      } else {
        noted.digest = digest;
        noted.at = now;
      }
    },

    has(peer, digest) {
      const at = acceptedAt.get(createKey(peer, digest));
      return at !== undefined && clock.monotonic() - at < HOUR_MS;
    },
  };
}

function createKey(peer: Peer, digest: string): string {
  return `${selectNetwork(peer.remoteAddress)} ${digest}`;
}
