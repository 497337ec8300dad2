import { Agent, request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';

export interface Sent {
  readonly method: string;
  /** As it goes over the wire: nothing is cleaned or encoded. */
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array;
}

export interface Received {
  readonly sent: Sent;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const TIMEOUT_MS = 15_000;
const FIRST_EVENT = /^data:.*\n\n/m;

/** Sends requests that `fetch` would clean up. Of an event stream it takes the first event, then leaves. */
export function createSender(origin: string): { send(sent: Sent): Promise<Received>; close(): void } {
  const { hostname, port } = new URL(origin);
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });

  const send = (sent: Sent): Promise<Received> =>
    new Promise((resolve, reject) => {
      const { method, path, headers = {}, body } = sent;
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const outgoing = request(
        { hostname, port, method, path, agent, headers: { ...length, ...headers }, timeout: TIMEOUT_MS },
        (response) => {
          const chunks: Buffer[] = [];
          const finish = (): void =>
            resolve({
              sent,
              status: response.statusCode ?? 0,
              headers: response.headers,
              text: Buffer.concat(chunks).toString('utf8'),
            });
          response.on('data', (chunk: Buffer) => {
            chunks.push(chunk);
            if (!isEventStream(response.headers) || !FIRST_EVENT.test(String(Buffer.concat(chunks)))) return;
            finish();
            response.destroy();
          });
          response.on('end', finish);
          response.on('error', reject);
        },
      );
      outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer in time to ${method} ${path}`)));
      outgoing.on('error', reject);
      outgoing.end(body);
    });

  return { send, close: () => agent.destroy() };
}

export function isEventStream(headers: IncomingHttpHeaders): boolean {
  return headers['content-type']?.startsWith('text/event-stream') ?? false;
}
