import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from '../errors';
import type { GatewayTokenEntry } from '../ports';

/** Header that carries the gateway token when the caller's own login travels in the usual ones. */
const GATEWAY_TOKEN_HEADER = 'x-routex-token';

/** Where clients may put a token or a login of their own. */
export const CREDENTIAL_HEADERS = [
  GATEWAY_TOKEN_HEADER,
  'authorization',
  'x-api-key',
  'api-key',
  'x-goog-api-key',
] as const;
const BEARER = /^Bearer\s+(\S+)\s*$/i;

export type TokenIndex = ReadonlyMap<string, GatewayTokenEntry>;

export function indexTokens(tokens: readonly GatewayTokenEntry[]): TokenIndex {
  return new Map(tokens.map((token) => [token.sha256, token]));
}

export interface Caller {
  readonly token: GatewayTokenEntry;
  /** The caller's own login for a channel that passes it on: its credential headers that hold no gateway token. */
  readonly login: Readonly<Record<string, string>>;
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
  tokens: Pick<TokenIndex, 'get'>,
  digest: (secret: string) => string = sha256,
): Caller {
  let found: GatewayTokenEntry | undefined;
  let presented = 0;
  const login: Record<string, string> = {};
  for (const name of CREDENTIAL_HEADERS) {
    const value = headers[name];
    if (typeof value !== 'string' || value === '') continue;
    presented += 1;
    const token = tokens.get(digest(readSecret(name, value)));
    if (token !== undefined) found ??= token;
    else if (name !== GATEWAY_TOKEN_HEADER) login[name] = value;
  }
  if (queryKey !== null && queryKey !== '') {
    presented += 1;
    found ??= tokens.get(digest(queryKey));
  }
  if (found !== undefined) return { token: found, login };
  throw new GatewayError(
    'gateway_auth',
    presented === 0
      ? 'No gateway token. Send the token of Routex (shown by `routex token`) as a Bearer token or x-api-key.'
      : 'The gateway token is not known to Routex. `routex token` shows the right one.',
  );
}

/** Every value of a request that could be meant as a gateway token. */
export function selectPresented(headers: IncomingHttpHeaders, queryKey: string | null): string[] {
  const presented = CREDENTIAL_HEADERS.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [readSecret(name, value)] : [];
  });
  return [...presented, queryKey ?? ''].filter((secret) => secret !== '');
}

function readSecret(name: (typeof CREDENTIAL_HEADERS)[number], value: string): string {
  return name === 'authorization' ? (BEARER.exec(value)?.[1] ?? value) : value;
}

export function sha256(secret: string): string {
  return hash('sha256', secret);
}
