import type { UpstreamError } from '../protocols/types';

/** Statuses that point elsewhere; the other 3xx are answers of their own. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

/** Redirects that keep method and body. */
const REPEATABLE: ReadonlySet<number> = new Set([307, 308]);

/** Most redirects within one origin. */
export const MAX_REDIRECTS = 3;

/**
 * Where a redirect leads, if a credential may go there: the same origin, same method, same body. Anything else is a
 * channel with a wrong base URL, and says so.
 */
export function followRedirect(
  from: URL,
  status: number,
  location: string | undefined,
  hops: number,
): { url: URL; error: null } | { url: null; error: UpstreamError } {
  const target = location === undefined ? null : parseUrl(location, from);
  if (target === null) return refuse(`the upstream redirects (${status}) to nowhere`);
  if (target.origin !== from.origin) {
    return refuse(
      `the upstream redirects to ${target.origin}; Routex does not send a key there by itself. Check the channel's base URL`,
    );
  }
  if (!REPEATABLE.has(status)) {
    return refuse(`the upstream redirects (${status}) to ${target.pathname}. Check the channel's base URL`);
  }
  if (hops >= MAX_REDIRECTS) return refuse('the upstream redirects in circles');
  return { url: target, error: null };
}

function parseUrl(location: string, base: URL): URL | null {
  return URL.canParse(location, base.href) ? new URL(location, base) : null;
}

function refuse(message: string): { url: null; error: UpstreamError } {
  return { url: null, error: { kind: 'bad_response', message, status: null, retryAfterMs: null } };
}
