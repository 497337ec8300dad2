import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError } from '../errors';
import { createClientResponse } from '../pipeline/client-response';
import type { Clock, FallbackHandler, GatewayChannel, Logger } from '../ports';
import type { ProtocolId } from '#shared/domain/protocol';
import { protocols } from '../protocols';
import type { AttemptLimiter } from './attempt-limiter';
import type { Caller, TokenIndex } from './authenticate';
import type { StoredResponseCall } from './answer-stored-response';
import { createRequestId } from './create-request-id';
import { guardSource, type SourcePolicy } from './guard-source';
import { identifyCaller } from './identify-caller';
import { PROTOCOL_OF_SHAPE, type ModelsCall } from './answer-models';
import { selectModelListShape } from './list-models';
import { matchEndpoint, protocolOfPath, type UpstreamEndpoint } from './match-endpoint';
import { selectScope, type RequestScope } from './select-scope';
import { sendGatewayError } from './send-gateway-error';
import { splitPrefixes } from './split-prefixes';

/** A guarded request that an upstream has to answer. */
export interface UpstreamRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly endpoint: UpstreamEndpoint;
  /** Raw, without the question mark. */
  readonly query: string;
  readonly caller: Caller;
  readonly scope: RequestScope;
}

export interface DispatchContext {
  readonly channels: readonly GatewayChannel[];
  readonly source: SourcePolicy;
  readonly tokens: TokenIndex;
  readonly attempts: AttemptLimiter;
  readonly draining: boolean;
  readonly paused: boolean;
  /** How many more requests may run now. */
  readonly freeRequests: number;
  readonly clock: Clock;
  readonly fallback: FallbackHandler | null;
  readonly logger: Logger;
  readonly onUpstreamRequest: (call: UpstreamRequest) => void;
  readonly onModelsRequest: (call: ModelsCall) => void;
  /** @throws {GatewayError} */
  readonly onStoredResponse: (call: StoredResponseCall) => void;
}

/** Orchestrators ask for these by whatever address they use, and they say nothing worth guarding. */
const OPEN_PATHS: ReadonlySet<string> = new Set(['/health/live', '/health/ready']);

/** Somebody has to resume it by hand, and a client should not ask much more often than that. */
const PAUSE_RETRY_MS = 5000;
const CAPACITY_RETRY_MS = 1000;

/** Guards a request and hands it to what answers it. Never throws. */
export function dispatchRequest(
  request: IncomingMessage,
  response: ServerResponse,
  context: DispatchContext,
): void {
  const requestId = createRequestId(context.clock.now());
  const { pathname, query } = splitTarget(request.url ?? '/');
  let protocol: ProtocolId | null = null;
  try {
    if (!OPEN_PATHS.has(pathname)) guardSource(request.headers, context.source);
    const prefixes = splitPrefixes(pathname);
    const endpoint = matchEndpoint(request.method ?? 'GET', prefixes.pathname);
    switch (endpoint.type) {
      case 'probe':
        answerProbe(request, response, endpoint.body);
        return;
      case 'other':
        if (context.fallback?.serve(request, response) === true) return;
        throw unknownPath(request, pathname);
      case 'method-not-allowed':
        protocol = endpoint.protocol;
        throw wrongMethod(request, response, endpoint.allow);
      case 'models': {
        const params = new URLSearchParams(query);
        const shape = selectModelListShape(endpoint.version, request.headers, params);
        // Known before the first refusal, so that it has the caller's shape too.
        protocol = PROTOCOL_OF_SHAPE[shape];
        const { token } = identifyCaller(request, keyOf(query), context);
        const scope = selectScope(token, prefixes, context.channels);
        context.onModelsRequest({
          request,
          response,
          requestId,
          shape,
          id: endpoint.id,
          query: params,
          scope,
        });
        return;
      }
      case 'stored-response': {
        protocol = endpoint.protocol;
        const { token } = identifyCaller(request, keyOf(query), context);
        // An address of another project or channel is refused as it is for a request.
        selectScope(token, prefixes, context.channels);
        if (endpoint.id === null) throw unknownPath(request, pathname);
        context.onStoredResponse({
          request,
          response,
          requestId,
          id: endpoint.id,
          tokenId: token.id,
          query: new URLSearchParams(query),
        });
        return;
      }
      case 'upstream': {
        ({ protocol } = endpoint);
        const caller = identifyCaller(request, keyOf(query), context);
        const scope = selectScope(caller.token, prefixes, context.channels);
        if (context.draining) {
          throw new GatewayError('shutting_down', 'Routex is shutting down.', { retryable: true });
        }
        if (context.paused) {
          throw new GatewayError('paused', 'Routex is paused. Resume it to send requests.', {
            retryable: true,
            retryAfterMs: PAUSE_RETRY_MS,
          });
        }
        if (context.freeRequests <= 0) {
          throw new GatewayError(
            'at_capacity',
            'Routex runs as many requests as it may ("limits.activeRequests" in its settings). Try again in a moment.',
            { retryable: true, retryAfterMs: CAPACITY_RETRY_MS },
          );
        }
        context.onUpstreamRequest({ request, response, requestId, endpoint, query, caller, scope });
      }
    }
  } catch (error) {
    const refusal =
      error instanceof GatewayError
        ? error
        : new GatewayError('internal', 'Routex failed to handle this request.', { cause: error });
    if (error !== refusal) context.logger.error({ requestId, err: error }, 'request failed inside Routex');
    else context.logger.warn({ requestId, kind: refusal.kind, path: pathname }, 'request refused');
    if (refusal.kind === 'forbidden' && context.fallback?.refuse?.(request, response, refusal) === true) {
      return;
    }
    const { [protocol ?? protocolOfPath(pathname)]: shape } = protocols;
    sendGatewayError(createClientResponse(response), shape, requestId, refusal);
  }
}

function splitTarget(target: string): { pathname: string; query: string } {
  // A proxy-style client sends the whole URL; only path and query matter.
  const path = target.startsWith('/') ? target : target.replace(/^[a-z]+:\/\/[^/?]*/i, '');
  const mark = path.indexOf('?');
  const pathname = mark === -1 ? path : path.slice(0, mark);
  // A base URL that ends in a slash makes clients begin with two.
  const single =
    pathname.startsWith('//') || !pathname.startsWith('/') ? pathname.replace(/^\/*/, '/') : pathname;
  return { pathname: single, query: mark === -1 ? '' : path.slice(mark + 1) };
}

function keyOf(query: string): string | null {
  // A name may be written with percent signs, but not without its letters or one of the signs.
  return /[ky%]/i.test(query) ? new URLSearchParams(query).get('key') : null;
}

function answerProbe(request: IncomingMessage, response: ServerResponse, body: string): void {
  request.resume();
  if (
    request.method === 'GET' &&
    request.url === '/' &&
    request.headers.accept?.includes('text/html') === true
  ) {
    response.writeHead(302, { location: '/dashboard', 'content-length': '0' }).end();
    return;
  }
  const type = body === '' ? {} : { 'content-type': 'application/json' };
  response.writeHead(200, { ...type, 'content-length': String(body.length) }).end(body);
}

function wrongMethod(request: IncomingMessage, response: ServerResponse, allow: string): GatewayError {
  response.setHeader('allow', allow);
  if (request.headers.upgrade !== undefined) {
    return new GatewayError(
      'upgrade_required',
      'WebSocket is not served here; use POST with server-sent events.',
    );
  }
  return new GatewayError('method_not_allowed', `${request.method ?? ''} is not allowed here; use ${allow}.`);
}

function unknownPath(request: IncomingMessage, pathname: string): GatewayError {
  return new GatewayError(
    'unknown_path',
    `Routex serves nothing at ${request.method ?? ''} ${JSON.stringify(pathname.slice(0, 200))}. Clients are served at /v1/messages, /v1/chat/completions, /v1/responses and /v1beta/models/….`,
  );
}
