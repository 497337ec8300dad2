import { isIP } from 'node:net';
import { GatewayError } from '../errors';

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

export interface SourcePolicy {
  /** Host the listener was told to bind. */
  readonly boundHost: string;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
}

interface SourceHeaders {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly 'sec-fetch-site'?: string | undefined;
  readonly 'sec-fetch-mode'?: string | undefined;
  readonly 'sec-fetch-dest'?: string | undefined;
}

/**
 * Refuses requests a web page could make a browser send. A page that rebinds its own name to 127.0.0.1 shows in Host;
 * a page that calls across origins shows in Origin, or, where it loads an image or a frame, in Sec-Fetch-Site. An address
 * literal in Host cannot be rebound and is let through.
 *
 * @throws {GatewayError} kind `forbidden`
 */
export function guardSource(headers: SourceHeaders, policy: SourcePolicy): void {
  const host = headers.host ?? '';
  if (!isAllowedHost(host, policy)) {
    throw new GatewayError(
      'forbidden',
      `Routex does not answer to the host name ${quote(host)}. Use the address it printed, or add the name to "allowedHosts" in its settings.`,
    );
  }
  const { origin } = headers;
  if (origin === undefined) {
    if (!isFromOtherSite(headers) || isFollowedLink(headers)) return;
    throw new GatewayError(
      'forbidden',
      'A web page of another address made the browser ask for this. Open it yourself.',
    );
  }
  if (!isAllowedOrigin(origin, host, policy)) {
    throw new GatewayError(
      'forbidden',
      `Requests from the origin ${quote(origin)} are refused. Add it to "allowedOrigins" in the settings of Routex if you trust it.`,
    );
  }
}

/** Whether a browser says that a page of another origin is behind the request. Another port is another origin. */
export function isFromOtherSite(headers: Pick<SourceHeaders, 'sec-fetch-site'>): boolean {
  const site = headers['sec-fetch-site'];
  return site === 'cross-site' || site === 'same-site';
}

/** The browser leaves the other page for this one, which that page cannot read. */
function isFollowedLink(headers: SourceHeaders): boolean {
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
}

function isAllowedHost(header: string, policy: SourcePolicy): boolean {
  const name = hostName(header);
  if (name === null) return false;
  if (LOOPBACK_NAMES.has(name) || isIP(name) !== 0) return true;
  if (name === policy.boundHost.toLowerCase()) return true;
  return policy.allowedHosts.some((allowed) => allowed.toLowerCase() === name);
}

function isAllowedOrigin(origin: string, host: string, policy: SourcePolicy): boolean {
  if (origin === `http://${host}`) return true;
  return policy.allowedOrigins.includes(origin);
}

/** Host name of a Host header, without port and brackets, lower-case; null when it is not one. */
function hostName(header: string): string | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^\s:/?#@[\]]+))(?::\d{1,5})?$/i.exec(header);
  if (match === null) return null;
  return (match[1] ?? match[2] ?? '').toLowerCase().replace(/\.$/, '');
}

const MAX_QUOTED = 100;

function quote(text: string): string {
  return JSON.stringify(text.slice(0, MAX_QUOTED));
}
