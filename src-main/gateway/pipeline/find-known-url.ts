import type { GatewayChannel } from '../ports';

/** Addresses of a channel by what tells them apart. A configuration that changes brings new channels. */
const knownUrls = new WeakMap<GatewayChannel, Map<string, URL>>();
/** Clients use two or three; queries and models come from outside. */
const MAX_KNOWN_URLS = 16;

/**
 * An address of a channel, made once: parsing one costs more than all else of a call, and it is the same for every request of an
 * agent. It is shared, so nobody may change it.
 */
export function findKnownUrl(channel: GatewayChannel, key: string, create: () => URL): URL {
  let known = knownUrls.get(channel);
  if (known === undefined) {
    known = new Map();
    knownUrls.set(channel, known);
  }
  let url = known.get(key);
  if (url === undefined) {
    url = create();
    if (known.size < MAX_KNOWN_URLS) known.set(key, url);
  }
  return url;
}
