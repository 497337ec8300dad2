import { once } from 'node:events';
import { startUpstream } from '../../streams/support/start-upstream';

const EVENT_BYTES = 16 * 1024;

export interface Flood {
  readonly url: string;
  /** Bytes that left the upstream's hands. */
  readonly written: () => number;
  /** Resolves when the first stream has been broken off. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/** An upstream that streams as fast as it is read, and stops at so many bytes. */
export async function startFlood(bytes: number): Promise<Flood> {
  let written = 0;
  const closed = Promise.withResolvers<void>();
  const delta = { index: 0, delta: { content: 'x'.repeat(EVENT_BYTES) } };
  const event = Buffer.from(`data: ${JSON.stringify({ choices: [delta] })}\n\n`);
  const upstream = await startUpstream(async (_, response) => {
    response.once('close', () => closed.resolve());
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    while (written < bytes && !response.closed) {
      written += event.length;
      // oxlint-disable-next-line no-await-in-loop -- as fast as it is read
      if (!response.write(event)) await Promise.race([once(response, 'drain'), closed.promise]);
    }
    response.end('data: [DONE]\n\n');
  });
  return { url: upstream.url, written: () => written, closed: closed.promise, close: () => upstream.close() };
}
