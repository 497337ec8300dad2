import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProtocolId } from '#shared/domain/protocol';
import { PROTOCOLS } from '#tests/integration/failover/support/call-gateway';
import { nextAddress } from './support/connect-raw';
import { CAN_FUZZ, shareOfRuns, TIME_LIMIT_MS } from './support/fuzz-settings';
import { knownGood } from './support/known-good';
import { runUntil } from './support/run-until';
import { startTarget, type FuzzTarget } from './support/start-target';

const CONCURRENCY = 32;
/** An answer that has been silent for this long has probably ended, or is waited for by a client without patience. */
const PATIENCE_MS = 40;
/** About the length of the longest answer. */
const MAX_READ = 2500;

type Leaving = 'fin' | 'half' | 'reset';
const LEAVINGS: readonly Leaving[] = ['fin', 'half', 'reset'];

let target: FuzzTarget;

beforeAll(async () => {
  if (CAN_FUZZ) target = await startTarget({ steady: false });
});
afterAll(async () => {
  await target?.gateway.stop();
});

async function open(): Promise<Socket> {
  const { hostname, port } = new URL(target.gateway.url);
  const socket = connect({ host: hostname, port: Number(port), localAddress: nextAddress() });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Ends a connection in one of the ways it can end, and resolves when it has. */
async function leave(socket: Socket, leaving: Leaving): Promise<void> {
  if (socket.closed) return;
  const closed = once(socket, 'close');
  if (leaving === 'reset') socket.resetAndDestroy();
  else if (leaving === 'fin') socket.destroySoon();
  else {
    // A half-closed client would still read; Routex takes it for one that has left, and ends its side too.
    socket.resume();
    socket.end();
  }
  await closed;
}

/** Sends the first bytes of a request and leaves. */
async function leaveWithin(bytes: Buffer, length: number, leaving: Leaving): Promise<void> {
  target.count('left while sending');
  target.noteCut();
  const socket = await open();
  socket.write(bytes.subarray(0, length));
  if (length % 3 === 0) await sleep(1);
  await leave(socket, leaving);
}

/** Sends the first bytes of a request, waits, and leaves. */
async function leaveAfter(bytes: Buffer, length: number, delayMs: number, leaving: Leaving): Promise<void> {
  target.count('left the admin API');
  const socket = await open();
  socket.resume();
  socket.write(bytes.subarray(0, length));
  await sleep(delayMs);
  await leave(socket, leaving);
}

/** Sends a whole request, and leaves when this many bytes of its answer have come. */
async function leaveAnswer(
  protocol: ProtocolId,
  stream: boolean,
  after: number,
  leaving: Leaving,
): Promise<void> {
  target.count('left while reading');
  target.noteCut();
  const socket = await open();
  await new Promise<void>((enough) => {
    let read = 0;
    const patience = setTimeout(enough, PATIENCE_MS);
    socket.on('data', (chunk: Buffer) => {
      patience.refresh();
      read += chunk.length;
      if (read >= after) enough();
    });
    socket.write(knownGood(target.gateway, { protocol, stream }).bytes);
  });
  await leave(socket, leaving);
}

/** Lets a number of tasks run at a time. */
async function runAll(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const rest = tasks[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      for (const task of rest) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other in a lane
        await task();
      }
    }),
  );
}

async function activeRequests(): Promise<number> {
  const { activeRequests: active } = (await target.gateway.api('GET', '/status')) as {
    activeRequests: number;
  };
  return active;
}

describe.runIf(CAN_FUZZ)('a client that leaves', () => {
  it.each(PROTOCOLS.flatMap((protocol) => [false, true].map((stream) => ({ protocol, stream }))))(
    'behind any byte of its request ($protocol, stream: $stream)',
    async ({ protocol, stream }) => {
      const { bytes } = knownGood(target.gateway, { protocol, stream });
      await runAll(
        Array.from({ length: bytes.length + 1 }, (_, length) =>
          LEAVINGS.map((leaving) => () => leaveWithin(bytes, length, leaving)),
        ).flat(),
      );
      await expect.poll(activeRequests, { timeout: 10_000 }).toBe(0);
    },
  );

  it(
    'behind any byte of its answer',
    async () => {
      const cases = fc.array(
        fc.tuple(fc.constantFrom(...PROTOCOLS), fc.boolean(), fc.nat(MAX_READ), fc.constantFrom(...LEAVINGS)),
        { minLength: 1, maxLength: 16, size: 'max' },
      );
      await runUntil(
        () => (target.sent['left while reading'] ?? 0) >= shareOfRuns(0.06),
        () => fc.asyncProperty(cases, (all) => runAll(all.map((one) => () => leaveAnswer(...one)))),
      );
      await expect.poll(activeRequests, { timeout: 10_000 }).toBe(0);
    },
    TIME_LIMIT_MS + 60_000,
  );

  it.each(['/api/status', '/api/analytics', '/api/analytics/stream', '/api/events', '/api/channels'])(
    'at any moment of a call of the admin API (%s)',
    async (path) => {
      const head = `${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${target.gateway.adminToken}\r\n`;
      const body = JSON.stringify({ name: 'x', protocol: 'nonsense' });
      const requests = [
        `GET ${head}\r\n`,
        `POST ${head}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      ].map((text) => Buffer.from(text));
      const moments = [0, 1, 2, 5, 10, 20, 40];
      const tasks = requests.flatMap((bytes) =>
        [bytes.length - 5, bytes.length].flatMap((length) =>
          moments.flatMap((delayMs) =>
            LEAVINGS.map((leaving) => () => leaveAfter(bytes, length, delayMs, leaving)),
          ),
        ),
      );
      await runAll(tasks);
      await expect.poll(activeRequests, { timeout: 10_000 }).toBe(0);
      expect(target.gateway.problems).toEqual([]);
    },
  );

  it('never, but sends so slowly that the request never ends', async () => {
    const { bytes } = knownGood(target.gateway);
    const sockets = await Promise.all(Array.from({ length: 200 }, () => open()));
    for (let byte = 0; byte < 60; byte += 1) {
      for (const socket of sockets) socket.write(bytes.subarray(byte, byte + 1));
      // oxlint-disable-next-line no-await-in-loop -- slowly
      await sleep(20);
    }
    // Others are served meanwhile.
    for (let other = 0; other < 20; other += 1) {
      const response = await fetch(`${target.gateway.url}/health/live`);
      expect(response.status).toBe(200);
    }
    for (const socket of sockets) {
      target.count('slow');
      socket.destroy();
    }
  });

  it('having left something behind', async () => {
    expect(await target.finish()).toBeGreaterThan(0);
  });
});
