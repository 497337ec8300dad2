import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { DEFAULT_SETTINGS } from '#shared/domain/settings';
import { startTestGateway, testChannel, type TestGateway } from '#tests/support/gateway/start-test-gateway';

const MEBIBYTE = 1024 * 1024;
const FIRST_EVENTS = [
  'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":1}}}\n\n',
  'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}}\n\n',
].join('');
const LAST_EVENT = 'event: message_stop\ndata: {"type":"message_stop"}\n\n';

type Answer = (body: string, response: ServerResponse) => void;

/** A gateway before an upstream that answers as the test says. */
async function start(
  answer: Answer,
  limits: Partial<typeof DEFAULT_SETTINGS.limits> = {},
): Promise<TestGateway> {
  const upstream = createServer((request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('latin1')));
    request.on('end', () => answer(body, response));
  });
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const { port } = upstream.address() as AddressInfo;
  const gateway = await startTestGateway({
    channels: [
      testChannel({ protocol: 'anthropic-messages', baseUrl: `http://127.0.0.1:${port}`, key: 'fake-key' }),
    ],
    settings: { limits: { ...DEFAULT_SETTINGS.limits, ...limits } },
  });
  onTestFinished(async () => {
    upstream.closeAllConnections();
    upstream.close();
    await gateway.close();
  });
  return gateway;
}

const bodyOf = (content: string, members: object = { stream: true }): string =>
  JSON.stringify({ model: 'm', max_tokens: 5, messages: [{ role: 'user', content }], ...members });

function ask(gateway: TestGateway, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${gateway.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': gateway.token, 'content-type': 'application/json', ...headers },
    body,
  });
}

function rawRequest(gateway: TestGateway, body: string): string {
  return `POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1\r\nx-api-key: ${gateway.token}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

/** Writes for as long as it is taken, and counts. */
function flood(response: ServerResponse, bytes: { sent: number }): void {
  const chunk = Buffer.alloc(64 * 1024, ': padding\n');
  const fill = (): void => {
    let hasRoom = true;
    while (hasRoom && !response.destroyed) {
      hasRoom = response.write(chunk);
      bytes.sent += chunk.length;
    }
  };
  response.on('drain', fill);
  fill();
}

it('counts a body until its answer has been sent, and what it held no longer than that', async () => {
  const { promise: finish, resolve } = Promise.withResolvers<void>();
  const gateway = await start((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(FIRST_EVENTS);
    void finish.then(() => response.end(LAST_EVENT));
  });
  const body = bodyOf('x'.repeat(40_000));
  const answer = await ask(gateway, body);
  const reader = answer.body?.getReader();
  await reader?.read();
  // The events that were held back are gone, the body is not.
  expect(gateway.gateway.status().bufferedBytes).toBe(body.length);
  resolve();
  while ((await reader?.read())?.done === false);
  await gateway.waitForRecord(1);
  await expect.poll(() => gateway.gateway.status().bufferedBytes).toBe(0);
});

it('refuses bodies beyond what all requests may hold with 503 and when to come back, and takes them again', async () => {
  const { promise: finish, resolve } = Promise.withResolvers<void>();
  const gateway = await start(
    (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(FIRST_EVENTS);
      void finish.then(() => response.end(LAST_EVENT));
    },
    { bufferedBytes: MEBIBYTE },
  );
  const large = bodyOf('x'.repeat(700_000));
  const first = await ask(gateway, large);
  expect(first.status).toBe(200);
  for (const [body, headers] of [
    [large, {}],
    [gzipSync(large), { 'content-encoding': 'gzip' }],
  ] as const) {
    const refused = await ask(gateway, body as string, headers);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await refused.json()).toMatchObject({ error: { type: 'overloaded_error' } });
  }
  resolve();
  await first.text();
  await expect.poll(() => gateway.gateway.status().bufferedBytes).toBe(0);
  expect((await (await ask(gateway, large)).text()).endsWith(LAST_EVENT)).toBe(true);
});

it('refuses requests beyond the limit with 503, and connections too', async () => {
  const { promise: finish, resolve } = Promise.withResolvers<void>();
  const gateway = await start(
    (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(FIRST_EVENTS);
      void finish.then(() => response.end(LAST_EVENT));
    },
    { activeRequests: 2, connections: 4 },
  );
  const running = await Promise.all([ask(gateway, bodyOf('a')), ask(gateway, bodyOf('b'))]);
  const refused = await ask(gateway, bodyOf('c'));
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  await refused.text();

  const { port, hostname } = new URL(gateway.url);
  const idle = Array.from({ length: 4 }, () => connect(Number(port), hostname));
  const turnedAway = idle.at(-1);
  let said = '';
  turnedAway?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await expect
    .poll(() => said)
    .toMatch(/^HTTP\/1\.1 503 [\s\S]*retry-after: 1\r\n[\s\S]*limits\.connections/);
  for (const socket of idle) socket.destroy();
  resolve();
  await Promise.all(running.map((answer) => answer.text()));
  await expect.poll(async () => (await ask(gateway, bodyOf('d'))).status).toBe(200);
});

it('does not read an answer that waits behind another on the same connection faster than it can be sent', async () => {
  const flooded = { sent: 0 };
  const gateway = await start((body, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(FIRST_EVENTS);
    if (body.includes('second')) flood(response, flooded);
  });
  const { port, hostname } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  socket.write(rawRequest(gateway, bodyOf('first')) + rawRequest(gateway, bodyOf('second')));
  socket.resume();
  await expect.poll(() => flooded.sent).toBeGreaterThan(0);
  await sleep(1500);
  // What the system's own buffers take, and no more: without a brake it would be gigabytes.
  expect(flooded.sent).toBeLessThan(32 * MEBIBYTE);
});

it('does not collect an answer of endless white space', async () => {
  const gateway = await start(
    (_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      const spaces = Buffer.alloc(64 * 1024, ' ');
      const fill = (): void => {
        while (!response.destroyed && response.write(spaces));
      };
      response.on('drain', fill);
      fill();
    },
    { bufferedBytes: MEBIBYTE },
  );
  const answer = await ask(gateway, bodyOf('x'));
  const reader = answer.body?.getReader();
  // It is passed on, because it cannot be held: as slowly as the client reads.
  expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
  expect(gateway.gateway.status().bufferedBytes).toBeLessThanOrEqual(MEBIBYTE);
  await reader?.cancel();
  await gateway.waitForRecord(1);
  await expect.poll(() => gateway.gateway.status().bufferedBytes).toBe(0);
});
