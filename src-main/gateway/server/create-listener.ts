import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { ListenError } from '../listen-error';

const SECOND_MS = 1000;
/** Longer than agents pause between two turns of a tool loop, so that they keep their connection. */
const KEEP_ALIVE_MS = 75 * SECOND_MS;
/** Agents send long metadata headers. */
const MAX_HEADER_BYTES = 64 * 1024;
const HEADERS_TIMEOUT_MS = 60 * SECOND_MS;
/** For the whole request: a 64 MB body on a slow link. */
const REQUEST_TIMEOUT_MS = 300 * SECOND_MS;
/** Connections beyond the limit that are told so; what comes beyond these is closed without a word. */
const TURNED_AWAY_AT_A_TIME = 256;
/** A client that has been told that its request is broken may still be sending, and learns it only when it reads. */
const BROKEN_LINGER_MS = 2 * SECOND_MS;

export interface Listener {
  readonly address: string;
  /** Stops accepting; resolves when the last connection is closed. */
  close(): Promise<void>;
  /** Closes connections on which nothing is under way. */
  closeIdle(): void;
  closeAll(): void;
}

interface Connection {
  /** The answer that is under way. */
  response: ServerResponse | null;
}

/**
 * Opens the gateway's port.
 *
 * @throws {ListenError} when it cannot be had
 */
export function createListener(
  listen: { host: string; port: number; maxConnections: () => number },
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Listener> {
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request;
    if (turnedAway.has(socket)) {
      request.resume();
      return;
    }
    const connection = findConnection(socket);
    connection.response = response;
    // An idle connection would keep the last request, its body included.
    response.once('close', () => {
      if (connection.response === response) connection.response = null;
    });
    if (request.httpVersionMajor === 1) onRequest(request, response);
    else answerWrongVersion(response);
  };
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      noDelay: true,
    },
    serve,
  );
  let open = 0;
  const turnedAway = new WeakSet<Socket>();
  server.on('connection', (socket: Socket) => {
    open += 1;
    socket.once('close', () => {
      open -= 1;
    });
    const limit = listen.maxConnections();
    if (open > limit + TURNED_AWAY_AT_A_TIME) socket.destroy();
    else if (open > limit) {
      turnedAway.add(socket);
      turnAway(socket);
    }
  });
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    sendContinue(response);
    serve(request, response);
  });
  // Nobody here expects anything else; node:http would refuse it without a word.
  server.on('checkExpectation', serve);
  // An entry for each connection, not for each request: a map that is added to and deleted from all the time is copied again and
  // again, and the old copies keep what was in them until the next full collection.
  const connections = new WeakMap<Socket, Connection>();
  function findConnection(socket: Socket): Connection {
    let connection = connections.get(socket);
    if (connection === undefined) {
      connection = { response: null };
      connections.set(socket, connection);
    }
    return connection;
  }
  const broken = new WeakSet<Socket>();
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // Told once for each packet that still comes.
    if (broken.has(socket)) return;
    broken.add(socket);
    if (canAnswer(findConnection(socket).response, socket)) answerBrokenRequest(error, socket);
    else socket.destroy();
  });
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(new ListenError({ code: cause.code ?? 'UNKNOWN', ...listen, cause }));
    });
    server.listen(listen.port, listen.host, () => {
      resolve({
        address: describeAddress(server, listen.host),
        close: () => closeServer(server),
        closeIdle: () => {
          server.closeIdleConnections();
        },
        closeAll: () => {
          server.closeAllConnections();
        },
      });
    });
  });
}

/**
 * Tells a client to send its body. Behind another answer that is still running, node:http would put this between head and
 * body of the answer it belongs to, and the client would lose its place in the stream; so it waits for its turn.
 */
function sendContinue(response: ServerResponse): void {
  if (response.socket !== null) {
    response.writeContinue();
    return;
  }
  response.once('socket', () => {
    if (!response.headersSent) response.writeContinue();
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeIdleConnections();
  });
}

const ANY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** The address as a client on this machine reaches it. */
function describeAddress(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const reachable = ANY_ADDRESS.has(host) ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

const BROKEN_REQUEST: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/**
 * What is written to the bare connection must not end up inside an answer that has begun on it, or be taken for the answer
 * to a request before the broken one. A request whose body turns out to be broken has neither, as a rule.
 */
function canAnswer(response: ServerResponse | null, socket: Socket): boolean {
  if (response === null || response.closed) return true;
  return response.socket === socket && !response.headersSent && !response.req.complete;
}

/** node:http's parser also takes `HTTP/0.9` and `HTTP/2.0`, whose clients could not read an answer of HTTP/1.1. */
function answerWrongVersion(response: ServerResponse): void {
  const body = encodeForAll(505, '505 HTTP Version Not Supported: use HTTP/1.1.');
  const headers = { 'content-type': 'application/json', 'content-length': body.length, connection: 'close' };
  response.writeHead(505, headers).end(body);
}

/** An error in the shape of every protocol at once: who sends no proper request does not say which one he speaks. */
function encodeForAll(code: number, message: string): string {
  return JSON.stringify({
    type: 'error',
    error: { type: 'invalid_request_error', message, param: null, code, status: 'INVALID_ARGUMENT' },
  });
}

/** What the HTTP parser refuses never becomes a request; it is answered on the bare connection. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = BROKEN_REQUEST[error.code ?? ''] ?? '400 Bad Request';
  answerAndClose(socket, status, {
    type: 'invalid_request_error',
    message: `${status}: this is not a valid HTTP request.`,
    status: 'INVALID_ARGUMENT',
  });
}

/** Nothing of the connection has been read: whatever it wants, it is told the same. */
function turnAway(socket: Socket): void {
  socket.on('error', () => socket.destroy());
  answerAndClose(
    socket,
    '503 Service Unavailable',
    {
      type: 'overloaded_error',
      message:
        'Routex has as many connections as it may ("limits.connections" in its settings). Try again in a moment.',
      status: 'UNAVAILABLE',
    },
    'retry-after: 1\r\n',
  );
}

/** An error that is one in all protocols, because nobody knows which the client speaks. */
function answerAndClose(
  socket: Socket,
  statusLine: string,
  error: { readonly type: string; readonly message: string; readonly status: string },
  headers = '',
): void {
  const { type, message, status } = error;
  const code = Number.parseInt(statusLine, 10);
  const body = JSON.stringify({ type: 'error', error: { type, message, param: null, code, status } });
  socket.end(
    `HTTP/1.1 ${statusLine}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}connection: close\r\n\r\n${body}`,
  );
  // Closing at once would make the system reset the connection, and the client would not see the answer.
  const linger = setTimeout(() => socket.destroy(), BROKEN_LINGER_MS);
  socket.once('close', () => clearTimeout(linger));
}
