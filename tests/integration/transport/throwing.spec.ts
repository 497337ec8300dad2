import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { UNBOUND } from '#shared/domain/gateway-token';
import { createGateway } from '#main/gateway/create-gateway';
import { EMPTY_ROUTING_TABLE } from '#shared/domain/routing-table';
import { settingsSchema } from '#shared/domain/settings';
import { exchangeRaw } from '#tests/support/fake-provider/index';
import { startTestGateway, testChannel, type TestGateway } from '#tests/support/gateway/start-test-gateway';
import { callGateway } from '../failover/support/call-gateway';
import { withChannels } from '../failover/support/with-channels';

/** Each test ends with a request that must still be answered: the process lives, and no connection hangs. */
async function expectAlive(gateway: Pick<TestGateway, 'url' | 'token'>): Promise<void> {
  expect(await callGateway(gateway, 'openai-chat')).toMatchObject({ status: 200, end: 'complete' });
}

describe('one request takes the process down', () => {
  it('when a handler throws', async () => {
    const gateway = await startTestGateway({
      fallback: {
        serve: () => {
          throw new Error('thrown on purpose');
        },
      },
    });
    try {
      const exchange = await exchangeRaw(`${gateway.url}/anything`, { body: {} });
      expect(exchange).toMatchObject({ status: 500, end: 'complete' });
      expect(exchange.text).not.toContain('on purpose');
      expect(gateway.problems).toMatchObject([{ message: 'request failed inside Routex' }]);
    } finally {
      await gateway.close();
    }
  });

  it('when the sink throws, against its promise', async () => {
    await withChannels('openai-chat', {}, async ({ first }) => {
      const problems: string[] = [];
      const note = (_fields: object, message: string): void => void problems.push(message);
      const silent = { debug: () => {}, info: () => {}, warn: note, error: note };
      const config = {
        channels: [testChannel({ protocol: 'openai-chat', baseUrl: first.url, key: first.key })],
        tokens: [{ ...UNBOUND, id: 'tk', name: 'x', sha256: TOKEN_SHA256 }],
        routing: EMPTY_ROUTING_TABLE,
        settings: settingsSchema.parse({}),
      };
      const gateway = createGateway({
        config: { load: () => config },
        clock: { now: () => Date.now(), monotonic: () => performance.now() },
        logger: { ...silent, child: () => ({ ...silent, child: () => never() }) },
        sink: {
          record: () => {
            throw new Error('thrown on purpose');
          },
        },
        redact: (text) => text,
      });
      const { address } = await gateway.start({ host: '127.0.0.1', port: 0 });
      await expectAlive({ url: address, token: 'x' });
      await expectAlive({ url: address, token: 'x' });
      expect(problems).toContain('request handling failed');
      await gateway.stop();
      expect(gateway.status().activeRequests).toBe(0);
    });
  });

  it('when a stored key cannot be sent as a header', async () => {
    const credentials = [{ id: 'cr', kind: 'key' as const, secret: 'fake-密钥\n' }];
    await withChannels('openai-chat', { first: { credentials } }, async ({ gateway }) => {
      await expectAlive(gateway);
      const record = await gateway.waitForRecord(1);
      expect(record.attempts).toMatchObject([{ outcome: 'failed' }, { outcome: 'success' }]);
      expect(JSON.stringify(record)).not.toContain('密钥');
    });
  });

  it.each([
    { name: 'a header in raw UTF-8', head: 'HTTP/1.1 200 OK\r\nx-note: 余额不足\r\n' },
    { name: 'a header of control characters', head: 'HTTP/1.1 200 OK\r\nx-note: a\u0001b\u007fc\r\n' },
    { name: 'a status nobody knows', head: 'HTTP/1.1 799 What\r\n' },
    {
      name: 'an informational answer and no other',
      head: 'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\n',
    },
    {
      name: 'a switch of protocols',
      head: 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n',
    },
    { name: 'an answer without a body', head: 'HTTP/1.1 204 No Content\r\n' },
    { name: 'no HTTP at all', head: 'SSH-2.0-OpenSSH_9.6\r\n' },
    { name: 'two lengths', head: 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 7\r\n' },
    { name: 'headers without end', head: `HTTP/1.1 200 OK\r\nx-long: ${'x'.repeat(200_000)}\r\n` },
  ])('when an upstream answers with $name', async ({ head }) => {
    const upstream = await startRawServer(`${head}connection: close\r\n\r\n`);
    const { port } = upstream.address() as AddressInfo;
    const first = { baseUrl: `http://127.0.0.1:${port}` };
    try {
      await withChannels('openai-chat', { first }, async ({ gateway }) => {
        await expectAlive(gateway);
        const streamed = await callGateway(gateway, 'openai-chat', { stream: true });
        expect(streamed).toMatchObject({ status: 200, end: 'complete' });
        expect(streamed.headers['x-routex-channel']).toBe('ch_second');
      });
    } finally {
      upstream.close();
    }
  });

  it('when an odd header must be sent on with a stream that is committed by the clock', async () => {
    const chunk = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { role: 'assistant' } }] })}\n\n`;
    const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nx-note: 余额\u0080\r\n';
    const upstream = await startRawServer(`${head}connection: close\r\n\r\n${chunk}`, 1500);
    const { port } = upstream.address() as AddressInfo;
    const options = {
      first: { baseUrl: `http://127.0.0.1:${port}` },
      settings: { timeouts: { commitWaitMs: 300 } },
    };
    try {
      await withChannels('openai-chat', options, async ({ gateway, first: _first }) => {
        const exchange = await callGateway(gateway, 'openai-chat', { stream: true });
        expect(exchange).toMatchObject({ status: 200, end: 'complete' });
        expect(exchange.text).toContain('"error"');
        gateway.configure({
          channels: [testChannel({ protocol: 'openai-chat', baseUrl: _first.url, key: _first.key })],
        });
        await expectAlive(gateway);
      });
    } finally {
      upstream.close();
    }
  });
});

/** SHA-256 of `x`. */
const TOKEN_SHA256 = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881';

function never(): never {
  throw new Error('not asked for');
}

/** Answers each connection's first bytes with the given ones, as they are, and then closes it. */
async function startRawServer(answer: string, closeAfterMs = 0): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(answer);
      setTimeout(() => socket.end(), closeAfterMs);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
