import type { IncomingHttpHeaders } from 'node:http';

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * Whether a request that comes with a cookie comes from Routex's own page. Browsers send cookies along with what pages of
 * other ports ask for, so whoever changes something has to say where he is from. The gateway's guard has checked before
 * that Host is a name of this Routex; the scheme may differ where a proxy adds TLS, and only for origins the owner allows.
 */
export function isOwnPage(method: string, headers: IncomingHttpHeaders): boolean {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (origin !== undefined) {
    return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
  }
  if (READING.has(method)) return site === undefined || site === 'same-origin' || site === 'none';
  return site === 'same-origin';
}
