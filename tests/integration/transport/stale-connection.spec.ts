import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { encodeBody } from '#tests/support/fake-provider/index';
import { startTestGateway, testChannel } from '#tests/support/gateway/start-test-gateway';
import { callGateway } from '../failover/support/call-gateway';

const BODY = JSON.stringify(encodeBody('openai-chat', { parts: [{ text: 'ok' }] }));
const ANSWER = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(BODY)}\r\n\r\n${BODY}`;

type OnRequest = (socket: Socket, requestOfConnection: number, connection: number) => void;

/** Speaks just enough HTTP to break a kept-alive connection at the worst moment. */
async function withUpstream(
  onRequest: OnRequest,
  use: (url: string, seen: { connections: number; requests: number }) => Promise<void>,
): Promise<void> {
  const seen = { connections: 0, requests: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    seen.connections += 1;
    const connection = seen.connections;
    let requests = 0;
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      // The body of these requests is one JSON object without braces in its strings.
      if (!/\r\n\r\n\{.*\}$/s.test(text)) return;
      text = '';
      requests += 1;
      seen.requests += 1;
      onRequest(socket, requests, connection);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    await use(`http://127.0.0.1:${port}`, seen);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

const cutSecondAnswer: OnRequest = (socket, requestOfConnection) => {
  if (requestOfConnection === 1) socket.write(ANSWER);
  else socket.write(ANSWER.slice(0, -10), () => socket.end());
};

async function callTwice(url: string): Promise<void> {
  const gateway = await startTestGateway({
    channels: [testChannel({ protocol: 'openai-chat', baseUrl: url })],
  });
  try {
    for (const count of [1, 2]) {
      // oxlint-disable-next-line no-await-in-loop -- the second reuses the connection of the first
      const exchange = await callGateway(gateway, 'openai-chat');
      expect(exchange).toMatchObject({ status: 200, end: 'complete', text: BODY });
      // oxlint-disable-next-line no-await-in-loop -- as above
      expect(await gateway.waitForRecord(count)).toMatchObject({ outcome: 'success' });
    }
    expect(gateway.records.map(({ attempts }) => attempts)).toMatchObject([
      [{ outcome: 'success', failure: null }],
      [
        { outcome: 'failed', failure: { kind: 'unreachable' } },
        { outcome: 'success', reason: expect.stringContaining('sent again') },
      ],
    ]);
  } finally {
    await gateway.close();
  }
}

it.each(['fin', 'reset'] as const)(
  'a connection that the upstream closes (%s) just as it is used again fails the request',
  async (how) => {
    const onRequest: OnRequest = (socket, requestOfConnection) => {
      if (requestOfConnection === 1) socket.write(ANSWER);
      else if (how === 'fin') socket.end();
      else socket.resetAndDestroy();
    };
    await withUpstream(onRequest, async (url, seen) => {
      await callTwice(url);
      expect(seen).toEqual({ connections: 2, requests: 3 });
    });
  },
);

it('an upstream that hangs up on a new connection is asked again', async () => {
  await withUpstream(
    (socket) => socket.resetAndDestroy(),
    async (url, seen) => {
      const gateway = await startTestGateway({
        channels: [testChannel({ protocol: 'openai-chat', baseUrl: url })],
      });
      try {
        const exchange = await callGateway(gateway, 'openai-chat');
        expect(exchange).toMatchObject({ status: 502, end: 'complete' });
        expect(seen.requests).toBe(1);
        expect(await gateway.waitForRecord(1)).toMatchObject({
          outcome: 'failed',
          failure: { kind: 'unreachable' },
          attempts: [{ outcome: 'failed' }],
        });
      } finally {
        await gateway.close();
      }
    },
  );
});

it('a request is sent again although its answer had begun', async () => {
  await withUpstream(cutSecondAnswer, async (url, seen) => {
    const gateway = await startTestGateway({
      channels: [testChannel({ protocol: 'openai-chat', baseUrl: url })],
    });
    try {
      await callGateway(gateway, 'openai-chat');
      expect((await callGateway(gateway, 'openai-chat')).status).toBe(502);
      expect(seen.requests).toBe(2);
      expect(await gateway.waitForRecord(2)).toMatchObject({ failure: { kind: 'truncated' } });
    } finally {
      await gateway.close();
    }
  });
});
