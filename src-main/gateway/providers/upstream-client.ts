import type { IncomingHttpHeaders } from 'node:http';
import { Agent, buildConnector, EnvHttpProxyAgent, type Dispatcher } from 'undici';
import { sumLengths } from '../request-body';
import { countConnections, type ConnectionCounter } from './count-connections';
import { createBodyDecoder } from './decode-response-body';
import { isProxyNamed } from './is-proxy-named';
import { joinWrites } from './join-writes';
import { sendInTurns } from './send-in-turns';

/** One call to an upstream. The body is complete, so that it can be sent again to another. */
export interface UpstreamCall {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Record<string, string | string[]>;
  /** In pieces when it is large. */
  readonly body: Buffer | readonly Buffer[] | null;
  /** From the end of the request to the response headers. */
  readonly headersTimeoutMs: number;
  /** Silence inside the body. */
  readonly idleTimeoutMs: number;
}

/** Told of a call's progress, in this order; after `onEnd` or `onError` nothing follows. */
export interface UpstreamHandler {
  /**
   * A connection is ready and the request goes out.
   *
   * @param reused the connection was kept alive from an earlier call
   */
  onConnected(reused: boolean): void;
  /** Body bytes follow decoded: `content-encoding` is already undone and gone from the headers. */
  onHeaders(status: number, headers: IncomingHttpHeaders): void;
  onData(chunk: Buffer): void;
  onEnd(): void;
  /** The call failed; a `HandlerFault` when the handler itself threw. */
  onError(error: Error): void;
}

/** Something of ours threw while an answer was read. `cause` says what. */
export class HandlerFault extends Error {
  override readonly name = 'HandlerFault';

  constructor(cause: unknown) {
    super('the answer could not be handled', { cause });
  }
}

/** No connection within the limit, whatever held it up: DNS, TCP, TLS or a proxy. */
class ConnectTimeout extends Error {
  override readonly name = 'ConnectTimeout';
  readonly code = 'ETIMEDOUT';
}

export interface UpstreamResponse {
  /** Stops reading; bytes already on their way may still arrive. */
  pause(): void;
  resume(): void;
  /** Ends the call; the handler hears nothing more. */
  abort(): void;
}

export interface UpstreamClient {
  send(call: UpstreamCall, handler: UpstreamHandler): UpstreamResponse;
  /** Takes no new calls, lets running ones finish, then closes the connections. */
  close(): Promise<void>;
  /** Breaks off whatever still runs. */
  destroy(): Promise<void>;
}

const SECOND_MS = 1000;
/** Idle connections are kept while an agent thinks, and given up before most providers do it themselves. */
const KEEP_ALIVE_MS = 55 * SECOND_MS;
const KEEP_ALIVE_MAX_MS = 10 * 60 * SECOND_MS;
const MAX_HEADER_BYTES = 64 * 1024;
/** Leaves undici's own, more telling error the first word. */
const CONNECT_SLACK_MS = 250;

/**
 * Upstream HTTP over one keep-alive pool per origin. `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` are respected; a model
 * server on this machine is reached directly, because no proxy could find it. Redirects are not followed here: a
 * credential must not travel on by itself.
 */
export function createUpstreamClient(options: { connectTimeoutMs: number }): UpstreamClient {
  // One stream per connection: a provider's HTTP/2 flow control would couple unrelated agents.
  const allowH2 = false;
  const connect = buildConnector({ allowH2, timeout: options.connectTimeoutMs });
  const pool = {
    // For connections through a proxy, which undici opens itself.
    connectTimeout: options.connectTimeoutMs,
    connect: createJoiningConnector(connect),
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    allowH2,
    pipelining: 1,
  };
  const direct = new Agent(pool);
  // Looks at each address anew, which is for nothing where no proxy is named.
  const proxied = isProxyNamed(process.env) ? new EnvHttpProxyAgent(pool) : direct;
  const dispatchers = new Set([direct, proxied]);
  const connections = countConnections();
  // The same address comes with every request of an agent.
  const routes = new WeakMap<URL, Route>();
  function routeOf(url: URL): Route {
    let route = routes.get(url);
    if (route === undefined) {
      const isLocal = LOOPBACK_HOST.test(url.hostname);
      route = {
        origin: url.origin,
        path: url.pathname + url.search,
        dispatcher: isLocal ? direct : proxied,
        // Plain HTTP through a proxy is counted at the proxy, so nothing is known of the connection.
        connections: isLocal || url.protocol === 'https:' ? connections : null,
      };
      routes.set(url, route);
    }
    return route;
  }
  return {
    send: (call, handler) => send(call, handler, routeOf(call.url), options.connectTimeoutMs),
    close: async () => {
      await Promise.all([...dispatchers].map((dispatcher) => dispatcher.close()));
      connections.close();
    },
    destroy: async () => {
      connections.close();
      await Promise.all([...dispatchers].map((dispatcher) => dispatcher.destroy()));
    },
  };
}

function createJoiningConnector(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) => {
    connect(options, (...[error, socket]) => {
      if (error !== null) {
        callback(error, null);
        return;
      }
      joinWrites(socket);
      callback(null, socket);
    });
  };
}

const LOOPBACK_HOST = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

const ABORTED = new Error('the call is no longer needed');

/** How an address is reached. */
interface Route {
  readonly origin: string;
  /** With the query. */
  readonly path: string;
  readonly dispatcher: Dispatcher;
  /** Null where it cannot tell a reused connection. */
  readonly connections: ConnectionCounter | null;
}

function send(
  call: UpstreamCall,
  handler: UpstreamHandler,
  route: Route,
  connectTimeoutMs: number,
): UpstreamResponse {
  const { origin } = route;
  const openedBefore = route.connections?.count(origin);
  let controller: Dispatcher.DispatchController | null = null;
  let done = false;
  let paused = false;
  let broken: Error | null = null;
  let decoder: ReturnType<typeof createBodyDecoder> = null;
  let connectTimer: NodeJS.Timeout | null = null;

  const stopConnectTimer = (): void => {
    if (connectTimer === null) return;
    clearTimeout(connectTimer);
    connectTimer = null;
  };
  const finish = (): void => {
    done = true;
    stopConnectTimer();
  };
  const fail = (error: Error): void => {
    if (done) return;
    finish();
    decoder?.destroy();
    handler.onError(error);
  };
  const abort = (): void => {
    finish();
    decoder?.destroy();
    controller?.abort(ABORTED);
  };
  /** Runs a part of the handler. What it throws must not vanish inside undici: the call would never end. */
  const run = (part: () => void): void => {
    try {
      part();
    } catch (cause) {
      abort();
      handler.onError(new HandlerFault(cause));
    }
  };

  const response: UpstreamResponse = {
    pause() {
      paused = true;
      if (decoder === null) controller?.pause();
      else decoder.pause();
    },
    resume() {
      paused = false;
      if (decoder === null) controller?.resume();
      else decoder.resume();
    },
    abort,
  };

  const deliver = (chunk: Buffer): void => {
    if (done) return;
    run(() => {
      handler.onData(chunk);
    });
  };
  const deliverEnd = (): void => {
    if (done) return;
    finish();
    run(() => {
      handler.onEnd();
    });
  };

  const { body } = call;
  const isWhole = body === null || Buffer.isBuffer(body);
  try {
    route.dispatcher.dispatch(
      {
        origin,
        path: route.path,
        method: call.method,
        headers: isWhole ? call.headers : { ...call.headers, 'content-length': String(sumLengths(body)) },
        // An iterable is taken too, which its types do not say; it asks for the next piece when it has room for it.
        body: (isWhole ? body : sendInTurns(body)) as Buffer | null,
        headersTimeout: call.headersTimeoutMs,
        bodyTimeout: call.idleTimeoutMs,
      },
      {
        onRequestStart(started) {
          controller = started;
          stopConnectTimer();
          if (done) started.abort(ABORTED);
          else
            handler.onConnected(
              openedBefore !== undefined && route.connections?.count(origin) === openedBefore,
            );
        },
        onResponseStart(_controller, status, headers) {
          // Informational answers (1xx) are not the answer.
          if (done || status < 200) return;
          decoder = createBodyDecoder(headers['content-encoding'], {
            onData: deliver,
            onEnd: () => {
              if (broken === null) deliverEnd();
              else fail(broken);
            },
            onError: (error) => {
              fail(broken ?? error);
              controller?.abort(ABORTED);
            },
            onFull: () => controller?.pause(),
            onDrain: () => controller?.resume(),
          });
          if (decoder !== null) delete headers['content-encoding'];
          run(() => {
            handler.onHeaders(status, headers as IncomingHttpHeaders);
          });
          if (paused) response.pause();
        },
        onResponseData(_controller, chunk) {
          if (decoder === null) deliver(chunk);
          else if (!done) decoder.write(chunk);
        },
        onResponseEnd() {
          if (decoder === null) deliverEnd();
          else if (!done) decoder.end();
        },
        onResponseError(_controller, error) {
          if (decoder === null || done) {
            fail(error);
            return;
          }
          // What has come in is still being decoded, and may be all of the answer.
          broken = error;
          decoder.end();
        },
      },
    );
    // A connection that was kept open has the request by now. undici has the same limit for connections it opens itself,
    // but none for a proxy that does not answer.
    if (controller === null && !done) {
      connectTimer = setTimeout(() => {
        fail(new ConnectTimeout());
      }, connectTimeoutMs + CONNECT_SLACK_MS);
    }
  } catch (error) {
    // What undici will not take at all fails like everything else, after the caller has its handle.
    queueMicrotask(() => {
      fail(error instanceof Error ? error : new Error(String(error)));
    });
  }
  return response;
}
