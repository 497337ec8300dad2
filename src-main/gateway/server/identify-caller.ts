import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from '../errors';
import type { AttemptLimiter, Peer } from './attempt-limiter';
import { authenticate, selectPresented, type Caller, type TokenIndex } from './authenticate';
import { isFromOtherSite } from './guard-source';

/**
 * Finds the gateway token of a request, unless its address has guessed too often.
 *
 * @throws {GatewayError} kind `gateway_auth` or `too_many_attempts`
 */
export function identifyCaller(
  request: { readonly headers: IncomingHttpHeaders; readonly socket: Peer },
  queryKey: string | null,
  context: { readonly tokens: TokenIndex; readonly attempts: AttemptLimiter },
): Caller {
  const { headers, socket } = request;
  const { tokens, attempts } = context;
  const waitMs = attempts.waitMs(socket);
  if (waitMs !== null) {
    throw new GatewayError(
      'too_many_attempts',
      'Too many different wrong gateway tokens came from this address. Routex takes requests from it again after the wait; `routex token` shows the right token.',
      { retryable: true, retryAfterMs: waitMs },
    );
  }
  try {
    return authenticate(headers, queryKey, tokens);
  } catch (error) {
    // A web page can make a browser on this machine guess, but must not shut out the agents beside it.
    if (!isFromOtherSite(headers)) attempts.note(socket, selectPresented(headers, queryKey));
    throw error;
  }
}
