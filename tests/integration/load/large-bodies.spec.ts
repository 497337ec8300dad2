import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { startBuiltGateway } from '#tests/support/gateway/start-built-gateway';

const MEBIBYTE = 1024 * 1024;
const BODIES = 100;
const EVENTS = [
  'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":1}}}\n\n',
  'event: message_stop\ndata: {"type":"message_stop"}\n\n',
].join('');

it('passes large bodies without a full collection for each, in which no stream would move', async () => {
  const upstream = createServer((request, response) => {
    request
      .resume()
      .on('end', () => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(EVENTS));
  });
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const { port } = upstream.address() as AddressInfo;
  const gateway = await startBuiltGateway({
    preload: join(import.meta.dirname, 'support/report-collections.ts'),
  });
  onTestFinished(async () => {
    await gateway.stop();
    gateway.remove();
    upstream.closeAllConnections();
    upstream.close();
  });
  await gateway.addChannel({
    name: 'large',
    protocol: 'anthropic-messages',
    baseUrl: `http://127.0.0.1:${port}`,
    credentials: [{ kind: 'key', secret: 'fake-key' }],
  });
  let collections = 0;
  gateway.watchLog((line) => {
    if (line.includes('full collection')) collections += 1;
  });
  const body = JSON.stringify({
    model: 'm',
    max_tokens: 5,
    stream: true,
    messages: [{ role: 'user', content: 'x'.repeat(4 * MEBIBYTE) }],
  });
  for (let sent = 0; sent < BODIES; sent += 1) {
    const answer = await fetch(`${gateway.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': gateway.token, 'content-type': 'application/json' },
      body,
    });
    expect(await answer.text()).toBe(EVENTS);
    await sleep(20);
  }
  expect(collections).toBeLessThan(BODIES / 8);
});
