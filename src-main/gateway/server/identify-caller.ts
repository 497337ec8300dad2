import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from '../errors';
import type { Peer } from './accepted-secrets';
import type { AttemptLimiter } from './attempt-limiter';
import { authenticate, selectPresented, sha256, type Caller, type TokenIndex } from './authenticate';
import { isFromOtherSite } from './guard-source';

interface CallerRequest {
  readonly headers: IncomingHttpHeaders;
  readonly socket: Peer;
}

interface IdentifyContext {
  readonly tokens: TokenIndex;
  readonly attempts: AttemptLimiter;
}

/**
 * Finds the gateway token of a request. While its address is held off for guessing, only tokens that came from there
 * before are looked for.
 *
 * @throws {GatewayError} kind `gateway_auth` or `too_many_attempts`
 */
export function identifyCaller(
  request: CallerRequest,
  queryKey: string | null,
  context: IdentifyContext,
): Caller {
  const { socket } = request;
  const { attempts } = context;
  const waitMs = attempts.waitMs(socket);
  const caller =
    waitMs === null
      ? findCaller(request, queryKey, context)
      : findKnownCaller(request, queryKey, context, waitMs);
  attempts.accept(socket, caller.token.sha256);
  return caller;
}

function findCaller(
  { headers, socket }: CallerRequest,
  queryKey: string | null,
  { tokens, attempts }: IdentifyContext,
): Caller {
  try {
    return authenticate(headers, queryKey, tokens, (secret) => digestOf(socket, secret));
  } catch (error) {
    // A web page can make a browser on this machine guess, but must not shut out the agents beside it.
    if (!isFromOtherSite(headers)) attempts.note(socket, selectPresented(headers, queryKey));
    throw error;
  }
}

const lastDigests = new WeakMap<Peer, { readonly secret: string; readonly digest: string }>();

/**
 * A connection brings the same secret with each request. It is compared only with what came over the same connection, so
 * the time that takes tells nobody anything new.
 */
function digestOf(connection: Peer, secret: string): string {
  const last = lastDigests.get(connection);
  if (last?.secret === secret) return last.digest;
  const digest = sha256(secret);
  lastDigests.set(connection, { secret, digest });
  return digest;
}

function findKnownCaller(
  { headers, socket }: CallerRequest,
  queryKey: string | null,
  { tokens, attempts }: IdentifyContext,
  waitMs: number,
): Caller {
  const get: TokenIndex['get'] = (digest) =>
    attempts.isKnown(socket, digest) ? tokens.get(digest) : undefined;
  try {
    return authenticate(headers, queryKey, { get });
  } catch {
    throw new GatewayError(
      'too_many_attempts',
      'Too many different wrong gateway tokens came from this address. Until the wait is over Routex takes only tokens from it that were right within the last hour; `routex token` shows the right one.',
      { retryable: true, retryAfterMs: waitMs },
    );
  }
}
