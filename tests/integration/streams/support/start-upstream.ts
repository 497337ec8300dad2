import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface SeenRequest {
  readonly method: string;
  /** Path and query as they stood in the request line. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface Upstream {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  readonly sockets: ReadonlySet<Socket>;
  close(): Promise<void>;
}

/** A server that does to the byte what it is told, and knows no protocol. */
export async function startUpstream(
  answer: (request: SeenRequest, response: ServerResponse) => void | Promise<void>,
): Promise<Upstream> {
  const requests: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    void receive(request).then((seen) => {
      if (seen === null) return undefined;
      requests.push(seen);
      return answer(seen, response);
    });
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
    requests,
    sockets,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Null when the client leaves before its body is complete. */
async function receive(request: IncomingMessage): Promise<SeenRequest | null> {
  const { method = '', url = '', headers } = request;
  try {
    return { method, url, headers, body: await buffer(request) };
  } catch {
    return null;
  }
}
