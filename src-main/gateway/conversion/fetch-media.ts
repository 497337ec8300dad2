import { isIP } from 'node:net';
import { isProxyNamed } from '../providers/is-proxy-named';
import { LRUCache } from 'lru-cache';
import { Agent, request } from 'undici';
import { isRedirect } from '../providers/follow-redirect';
import type { Clock } from '../ports';
import { describeTransportError } from '../providers/describe-transport-error';
import { AddressRefused, createGuardedLookup } from './create-guarded-lookup';
import { createSlots } from './create-slots';
import { isPublicAddress } from './is-public-address';
import { readMedia, refuse, type MediaResponse, type MediaResult } from './read-media';

/** Gets images and PDFs from the web for providers that do not do it themselves. */
export interface MediaFetcher {
  /** Never rejects: a reason is a result. */
  fetch(url: string, signal?: AbortSignal): Promise<MediaResult>;
  /** Breaks off whatever runs. A later fetch begins anew. */
  close(): Promise<void>;
}

export interface MediaFetcherOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Where `HTTP_PROXY` and `HTTPS_PROXY` are looked for. */
  readonly env?: NodeJS.ProcessEnv;
  /** IP addresses that may be connected to; default: public ones. */
  readonly isAllowed?: (address: string) => boolean;
  /** For all of one: look-up, connection, redirects and the bytes. Default 10 s. */
  readonly timeLimitMs?: number;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const DEFAULT_TIME_LIMIT_MS = 10 * SECOND_MS;
const MAX_AT_A_TIME = 5;
const MAX_REDIRECTS = 3;
const MAX_URL_CHARS = 8192;
/** An agent sends its whole history with each request. */
const FRESH_MS = 10 * MINUTE_MS;
/** A host that does not answer would hold up each of them. */
const REFUSED_MS = MINUTE_MS;
const CACHE_BYTES = 64 * 1024 * 1024;

const NOT_PUBLIC = 'its address is not one of the public internet';
const PROXIED = 'HTTP_PROXY or HTTPS_PROXY is set, and media is not fetched through a proxy';
const NO_TIME = 'it did not come in time';

/** Some servers answer nobody without a name. Nothing of the client's goes along. */
const HEADERS = {
  accept: 'image/*, application/pdf',
  'accept-encoding': 'identity',
  'user-agent': 'Routex',
};

/**
 * A client names addresses, and Routex stands inside the network of its owner: only what anybody could reach is fetched,
 * with no credentials. A proxy connects for itself, where its addresses cannot be checked; so with one, nothing is fetched.
 */
export function createMediaFetcher(options: MediaFetcherOptions): MediaFetcher {
  const { clock, env = process.env, isAllowed = isPublicAddress } = options;
  const { timeLimitMs = DEFAULT_TIME_LIMIT_MS } = options;
  const isProxied = isProxyNamed(env);
  const lookup = createGuardedLookup(isAllowed);
  const slots = createSlots(MAX_AT_A_TIME);
  const known = new LRUCache<string, MediaResult>({
    maxSize: CACHE_BYTES,
    ttl: FRESH_MS,
    ttlResolution: 0,
    sizeCalculation: weigh,
    perf: { now: () => clock.monotonic() },
  });
  let agent: Agent | null = null;

  const openAgent = (): Agent =>
    (agent ??= new Agent({ allowH2: false, connect: { lookup, timeout: timeLimitMs } }));

  /** Why a URL leads nowhere that may be called. A host that is a name is looked at when it is connected to. */
  function findObstacle({ protocol, hostname }: URL): string | null {
    if (protocol !== 'https:' && protocol !== 'http:') return 'its address is not one of http or https';
    const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
    return isIP(host) !== 0 && !isAllowed(host) ? NOT_PUBLIC : null;
  }

  async function call(url: URL, signal: AbortSignal): Promise<MediaResponse> {
    const { origin, pathname, search } = url;
    const response = await request(origin + pathname + search, {
      dispatcher: openAgent(),
      headers: HEADERS,
      signal,
    });
    // What is wrong is told to whoever reads it; nobody may.
    response.body.on('error', () => undefined);
    return response;
  }

  async function follow(start: URL, signal: AbortSignal): Promise<MediaResult> {
    let url = start;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      const obstacle = findObstacle(url);
      if (obstacle !== null) return refuse(obstacle);
      const response = await call(url, signal);
      if (!isRedirect(response.statusCode)) return readMedia(response);
      response.body.destroy();
      const next = parseUrl(response.headers.location, url);
      if (next === null) return refuse('its server redirects to nowhere');
      url = next;
    }
    return refuse(`its server redirects more than ${MAX_REDIRECTS} times`);
  }

  async function load(url: URL, given: AbortSignal): Promise<MediaResult> {
    const signal = AbortSignal.any([given, AbortSignal.timeout(timeLimitMs)]);
    try {
      return await follow(url, signal);
    } catch (error) {
      if (signal.aborted) return refuse(NO_TIME);
      if (error instanceof AddressRefused) return refuse(NOT_PUBLIC);
      return refuse(
        describeTransportError(error instanceof Error ? error : new Error(String(error)), false).message,
      );
    }
  }

  return {
    async fetch(address, signal = new AbortController().signal) {
      if (isProxied) return refuse(PROXIED);
      if (address.length > MAX_URL_CHARS) return refuse('its address is too long');
      const url = parseUrl(address);
      if (url === null) return refuse('its address is not valid');
      const before = known.get(address);
      if (before !== undefined) return before;
      if (!(await slots.acquire(signal))) return refuse(NO_TIME);
      try {
        // Whoever was before in the queue may have asked for the same.
        const result = known.get(address) ?? (await load(url, signal));
        if (result.type === 'fetched') known.set(address, result);
        // What a caller gave up says nothing of the server.
        else if (!signal.aborted) known.set(address, result, { ttl: REFUSED_MS });
        return result;
      } finally {
        slots.release();
      }
    },
    async close() {
      const closing = agent;
      agent = null;
      await closing?.destroy();
    },
  };
}

function weigh(result: MediaResult, url: string): number {
  return url.length + (result.type === 'fetched' ? result.media.data.length : result.reason.length);
}

function parseUrl(address: string | undefined, base?: URL): URL | null {
  return address === undefined ? null : URL.parse(address, base?.href);
}
