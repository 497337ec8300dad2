import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface ForwardProxy {
  readonly url: string;
  /** Request lines: `POST http://host/path` or `CONNECT host:443`. */
  readonly lines: readonly string[];
  /** First bytes that went through each tunnel. */
  readonly tunnelled: readonly Buffer[];
  readonly authorizations: readonly (string | undefined)[];
  close(): Promise<void>;
}

/** A forward proxy for which every host name is the one loopback port given. */
export async function startProxy(targetPort: number): Promise<ForwardProxy> {
  const lines: string[] = [];
  const tunnelled: Buffer[] = [];
  const authorizations: (string | undefined)[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    lines.push(`${request.method} ${request.url}`);
    authorizations.push(request.headers['proxy-authorization']);
    const { pathname, search } = new URL(request.url ?? '/', 'http://none');
    const forwarded = httpRequest(
      {
        host: '127.0.0.1',
        port: targetPort,
        method: request.method,
        path: pathname + search,
        headers: request.headers,
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  });
  server.on('connect', (request, socket: Socket) => {
    lines.push(`CONNECT ${request.url}`);
    authorizations.push(request.headers['proxy-authorization']);
    const target = connect(targetPort, '127.0.0.1');
    socket.on('error', () => target.destroy());
    target.on('error', () => socket.destroy());
    socket.once('data', (chunk: Buffer) => tunnelled.push(chunk));
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    socket.pipe(target).pipe(socket);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    lines,
    tunnelled,
    authorizations,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
