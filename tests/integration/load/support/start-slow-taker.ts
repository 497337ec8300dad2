import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Between two reads of up to 64 KB: a body of 60 MB takes some seconds. */
const PAUSE_MS = 2;

export interface SlowTaker {
  readonly url: string;
  /** Of each body that has been taken to its end. */
  readonly lengths: readonly number[];
  close(): Promise<void>;
}

/** An upstream that takes its time over each body, keeps nothing of it, and then answers. */
export async function startSlowTaker(answer: string): Promise<SlowTaker> {
  const lengths: number[] = [];
  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    void takeSlowly(request).then((length) => {
      if (length === null) return undefined;
      lengths.push(length);
      return response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lengths,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Null when the sender leaves before the end. */
async function takeSlowly(request: IncomingMessage): Promise<number | null> {
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      await sleep(PAUSE_MS);
    }
    return length;
  } catch {
    return null;
  }
}
