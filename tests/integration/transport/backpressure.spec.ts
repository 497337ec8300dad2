import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Timeouts } from '#shared/domain/settings';
import { startTestGateway, testChannel, type TestGateway } from '#tests/support/gateway/start-test-gateway';
import { describeCall, tokenHeaders } from '../failover/support/call-gateway';
import { startUpstream } from '../streams/support/start-upstream';
import { waitUntil } from './support/open-raw';

const MEGABYTE = 1024 * 1024;
const EVENT_BYTES = 16 * 1024;
const EVENTS = 3200;
/** The system's buffers of two connections, which grow with their traffic. Without backpressure it is all 50 MB. */
const BOUND_BYTES = 25 * MEGABYTE;
/** Nothing has moved for this long: the writer is blocked. */
const STILL_MS = 600;

interface Source {
  written: number;
  closed: boolean;
  readonly hash: ReturnType<typeof createHash>;
}

function eventOf(index: number): Buffer {
  const delta = { index: 0, delta: { content: `${index}`.padEnd(EVENT_BYTES, 'x') } };
  return Buffer.from(`data: ${JSON.stringify({ choices: [delta] })}\n\n`);
}

const LAST = `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`;

/** About 50 MB of events, written as fast as they are taken. */
async function withLargeStream(
  timeouts: Partial<Timeouts>,
  use: (gateway: TestGateway, source: Source) => Promise<void>,
): Promise<void> {
  const source: Source = { written: 0, closed: false, hash: createHash('sha256') };
  const upstream = await startUpstream(async (_request, response) => {
    let wake: (() => void) | null = null;
    response.on('drain', () => wake?.());
    response.once('close', () => {
      source.closed = true;
      wake?.();
    });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let index = 0; index <= EVENTS && !source.closed; index += 1) {
      const bytes = index === EVENTS ? Buffer.from(LAST) : eventOf(index);
      source.written += bytes.length;
      source.hash.update(bytes);
      // oxlint-disable-next-line no-await-in-loop -- the point
      if (!response.write(bytes)) await new Promise<void>((resolve) => (wake = resolve));
    }
    response.end();
  });
  const gateway = await startTestGateway({
    channels: [testChannel({ protocol: 'openai-chat', baseUrl: upstream.url })],
    settings: { timeouts },
  });
  try {
    await use(gateway, source);
  } finally {
    await gateway.close();
    await upstream.close();
  }
}

async function startReading(gateway: TestGateway): Promise<IncomingMessage> {
  const { path, body } = describeCall('openai-chat', { stream: true });
  const headers = {
    'content-type': 'application/json',
    ...tokenHeaders('openai-chat', gateway.token),
  };
  const request = httpRequest(gateway.url + path, { method: 'POST', headers, agent: false });
  request.on('error', () => undefined);
  request.end(JSON.stringify(body));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  // Nobody listens for data, so the socket is not read beyond a small buffer.
  return response;
}

async function untilStill(source: Source): Promise<void> {
  for (let seen = -1; seen !== source.written;) {
    seen = source.written;
    // oxlint-disable-next-line no-await-in-loop -- polling
    await sleep(STILL_MS);
  }
}

describe('a client that does not read', () => {
  it('makes the gateway take in the whole stream', async () => {
    await withLargeStream({}, async (gateway, source) => {
      const response = await startReading(gateway);
      await untilStill(source);
      expect(source.written).toBeGreaterThan(0);
      expect(source.written).toBeLessThan(BOUND_BYTES);
      expect(gateway.gateway.status().activeRequests).toBe(1);

      const hash = createHash('sha256');
      let bytes = 0;
      for await (const chunk of response as AsyncIterable<Buffer>) {
        hash.update(chunk);
        bytes += chunk.length;
      }
      expect(bytes).toBe(source.written);
      expect(bytes).toBeGreaterThan(50 * MEGABYTE);
      expect(hash.digest('hex')).toBe(source.hash.digest('hex'));
      expect(await gateway.waitForRecord(1)).toMatchObject({ outcome: 'success', responseBytes: bytes });
    });
  });

  it('holds its upstream and its memory for ever', async () => {
    await withLargeStream({ idleMs: 1000 }, async (gateway, source) => {
      const response = await startReading(gateway);
      expect(await gateway.waitForRecord(1, 20_000)).toMatchObject({
        outcome: 'cancelled',
        attempts: [{ outcome: 'cancelled' }],
      });
      await waitUntil(() => source.closed);
      expect(source.written).toBeLessThan(BOUND_BYTES);
      await waitUntil(() => gateway.gateway.status().activeRequests === 0);
      // What the gateway still held is given up with the connection; reading now finds no clean end.
      const ended = Promise.race([once(response, 'end'), once(response, 'aborted'), once(response, 'error')]);
      response.resume();
      await ended;
      expect(response.complete).toBe(false);
    });
  });

  it('is dropped although it only pauses', async () => {
    await withLargeStream({ idleMs: 2000 }, async (gateway, source) => {
      const response = await startReading(gateway);
      let bytes = 0;
      for (let pause = 0; pause < 4; pause += 1) {
        // oxlint-disable-next-line no-await-in-loop -- in order
        await sleep(700);
        for (let read = 0; read < 5 * MEGABYTE;) {
          const chunk = response.read() as Buffer | null;
          read += chunk?.length ?? 0;
          bytes += chunk?.length ?? 0;
          // oxlint-disable-next-line no-await-in-loop -- in order
          if (chunk === null) await once(response, 'readable');
        }
      }
      for await (const chunk of response as AsyncIterable<Buffer>) bytes += chunk.length;
      expect(bytes).toBe(source.written);
      expect(await gateway.waitForRecord(1)).toMatchObject({ outcome: 'success' });
    });
  });

  it('is forgotten with what it has not read of a finished answer', async () => {
    const body = JSON.stringify({ choices: [], pad: 'x'.repeat(12 * MEGABYTE) });
    const upstream = await startUpstream((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    });
    const gateway = await startTestGateway({
      channels: [testChannel({ protocol: 'openai-chat', baseUrl: upstream.url })],
      settings: { timeouts: { idleMs: 1000 } },
    });
    try {
      const response = await startReading(gateway);
      await waitUntil(() => gateway.gateway.status().activeRequests === 0);
      response.resume();
      await Promise.race([once(response, 'end'), once(response, 'error'), once(response, 'aborted')]);
      expect(response.complete).toBe(false);
    } finally {
      await gateway.close();
      await upstream.close();
    }
  });
});
