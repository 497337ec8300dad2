import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from '../errors';
import type { GatewayTokenEntry } from '../ports';

/** Header that carries the gateway token when the caller's own login travels in the usual ones. */
export const GATEWAY_TOKEN_HEADER = 'x-routex-token';

const KEY_HEADERS = [GATEWAY_TOKEN_HEADER, 'x-api-key', 'api-key', 'x-goog-api-key'] as const;
const BEARER = /^Bearer\s+(\S+)\s*$/i;

export type TokenIndex = ReadonlyMap<string, GatewayTokenEntry>;

export function indexTokens(tokens: readonly GatewayTokenEntry[]): TokenIndex {
  return new Map(tokens.map((token) => [token.sha256, token]));
}

/**
 * Finds the gateway token of a request. Claude Code may send two different values at once, so any one that matches
 * counts. Looking up digests leaks nothing about a token through timing.
 *
 * @throws {GatewayError} kind `gateway_auth`
 */
export function authenticate(
  headers: IncomingHttpHeaders,
  queryKey: string | null,
  tokens: TokenIndex,
): GatewayTokenEntry {
  let presented = 0;
  for (const candidate of presentedTokens(headers, queryKey)) {
    presented += 1;
    const token = tokens.get(createHash('sha256').update(candidate).digest('hex'));
    if (token !== undefined) return token;
  }
  throw new GatewayError(
    'gateway_auth',
    presented === 0
      ? 'No gateway token. Send the token of Routex (shown by `routex token`) as a Bearer token or x-api-key.'
      : 'The gateway token is not known to Routex. `routex token` shows the right one.',
  );
}

function* presentedTokens(headers: IncomingHttpHeaders, queryKey: string | null): Generator<string> {
  const bearer = BEARER.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) yield bearer;
  for (const name of KEY_HEADERS) {
    const value = headers[name];
    if (typeof value === 'string' && value !== '') yield value;
  }
  if (queryKey !== null && queryKey !== '') yield queryKey;
}
