import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startBuiltGateway, type BuiltGateway } from '#tests/support/gateway/start-built-gateway';
import { callGateway, describeCall, tokenHeaders } from '../failover/support/call-gateway';
import { startUpstream } from '../streams/support/start-upstream';
import { writePost } from '../transport/support/open-raw';
import { startFlood, type Flood } from './support/start-flood';
import { startSlowTaker } from './support/start-slow-taker';
import { watchMemory } from './support/watch-memory';

const MEGABYTE = 1024 * 1024;
/** What the upstream would send if it were read. */
const FLOOD_BYTES = 500 * MEGABYTE;
/** Loopback carries some hundreds of megabytes a second; the reader takes half of one. */
const READ_BYTES = 16 * 1024;
const READ_EVERY_MS = 32;
const READ_MS = 8000;
/** The collector's moods, and what two sockets have on their way. Without backpressure it would be half a gigabyte. */
const BOUND_BYTES = 64 * MEGABYTE;
const OPEN_CHANNEL = { protocol: 'openai-chat', authStyle: 'none' } as const;
const ANSWER = JSON.stringify({
  id: 'x',
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
});

/** A gateway whose model `flood` is a stream without end, and whose other models answer at once. */
async function startRig(settings: object = {}): Promise<{ gateway: BuiltGateway; flood: Flood }> {
  const flood = await startFlood(FLOOD_BYTES);
  const upstream = await startUpstream((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(ANSWER);
  });
  const gateway = await startBuiltGateway({ settings });
  onTestFinished(async () => {
    await gateway.stop();
    gateway.remove();
    await flood.close();
    await upstream.close();
  });
  await gateway.addChannel({ ...OPEN_CHANNEL, name: 'flood', baseUrl: flood.url, models: ['flood'] });
  await gateway.addChannel({
    ...OPEN_CHANNEL,
    name: 'others',
    baseUrl: upstream.url,
    models: ['test-model'],
  });
  return { gateway, flood };
}

/** Asks for the flood on a bare connection, and does not read it. */
function openFlood(gateway: BuiltGateway): Socket {
  const { path, body } = describeCall('openai-chat', { stream: true, model: 'flood' });
  const text = JSON.stringify(body);
  const { hostname, port } = new URL(gateway.url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => undefined);
  const headers = { ...tokenHeaders('openai-chat', gateway.token), 'content-length': String(text.length) };
  socket.write(writePost(gateway.url, path, headers, text));
  return socket;
}

/** Reads a little at a time for a while. Returns how many bytes that were. */
async function readSlowly(socket: Socket, forMs: number): Promise<number> {
  let bytes = 0;
  const end = Date.now() + forMs;
  while (Date.now() < end) {
    const chunk = socket.read(READ_BYTES) as Buffer | null;
    bytes += chunk?.length ?? 0;
    // oxlint-disable-next-line no-await-in-loop -- slowly
    await sleep(READ_EVERY_MS);
  }
  return bytes;
}

async function activeRequests(gateway: BuiltGateway): Promise<number> {
  return ((await gateway.api('GET', '/status')) as { activeRequests: number }).activeRequests;
}

describe.runIf(process.platform === 'linux')('a reader a thousand times slower than its upstream', () => {
  it('makes the process grow, or others wait', async () => {
    const { gateway, flood } = await startRig();
    for (let warm = 0; warm < 200; warm += 1) {
      // oxlint-disable-next-line no-await-in-loop -- warming up
      expect(await callGateway(gateway, 'openai-chat')).toMatchObject({ status: 200 });
    }
    const memory = watchMemory(gateway);
    const socket = openFlood(gateway);
    socket.pause();
    const reading = readSlowly(socket, READ_MS);
    for (const end = Date.now() + READ_MS; Date.now() < end;) {
      // oxlint-disable-next-line no-await-in-loop -- others, meanwhile
      expect(await callGateway(gateway, 'openai-chat')).toMatchObject({
        status: 200,
        end: 'complete',
        text: ANSWER,
      });
      // oxlint-disable-next-line no-await-in-loop -- others, meanwhile
      await sleep(50);
    }
    const read = await reading;
    memory.stop();
    console.log(
      `slow reader: ${Math.round(read / 1024)} KB read, ${Math.round(flood.written() / 1024)} KB taken from the upstream, ` +
        `memory grew by ${Math.round(memory.growth() / 1024)} KB`,
    );
    expect(read).toBeGreaterThan(0);
    expect(memory.growth()).toBeLessThan(BOUND_BYTES);
    // What is neither read nor in memory lies in the system's buffers.
    expect(flood.written() - read).toBeLessThan(BOUND_BYTES);
    expect(await activeRequests(gateway)).toBe(1);

    socket.destroy();
    await flood.closed;
    await expect.poll(() => activeRequests(gateway)).toBe(0);
    await gateway.stop();
    expect(gateway.query("SELECT outcome FROM requests WHERE model = 'flood'")).toEqual([
      { outcome: 'cancelled' },
    ]);
  });
});

describe.runIf(process.platform === 'linux')('large bodies for an upstream that hardly reads', () => {
  const BODY_BYTES = 60 * MEGABYTE;
  const UPLOADS = 20;
  const BUFFERED_BYTES = 256 * MEGABYTE;

  it('fill the memory, instead of being refused while there is no room', async () => {
    const taker = await startSlowTaker(ANSWER);
    const { gateway } = await startRig({ limits: { bufferedBytes: BUFFERED_BYTES } });
    onTestFinished(() => taker.close());
    await gateway.addChannel({ ...OPEN_CHANNEL, name: 'slow', baseUrl: taker.url, models: ['slow'] });
    const memory = watchMemory(gateway);
    const { body } = describeCall('openai-chat', { model: 'slow' });
    const large = Buffer.from(JSON.stringify({ ...body, pad: 'x'.repeat(BODY_BYTES) }));
    const answers = await Promise.all(
      Array.from({ length: UPLOADS }, () =>
        callGateway(gateway, 'openai-chat', { body: large, openAfterMs: 60_000 }),
      ),
    );
    const small = await callGateway(gateway, 'openai-chat');
    memory.stop();
    const served = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status === 503);
    console.log(
      `large bodies: ${served.length} served, ${refused.length} refused, ` +
        `memory grew by ${Math.round(memory.growth() / MEGABYTE)} MB`,
    );
    expect(served.length + refused.length).toBe(UPLOADS);
    expect(served.length).toBeGreaterThan(0);
    expect(refused.length).toBeGreaterThan(0);
    for (const { headers, text } of refused) {
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      expect(text).toContain('server_is_overloaded');
    }
    expect(taker.lengths).toEqual(served.map(() => large.length));
    // Pieces and the whole made of them exist at the same time for a moment; without a limit it would be 1.8 GB and more.
    expect(memory.growth()).toBeLessThan(3 * BUFFERED_BYTES);
    expect(small).toMatchObject({ status: 200, text: ANSWER });
    await expect.poll(() => activeRequests(gateway)).toBe(0);
  }, 150_000);
});
