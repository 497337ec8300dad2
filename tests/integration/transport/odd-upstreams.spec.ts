import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import {
  custom,
  failWith,
  holdUntil,
  hangAfterHeaders,
  respondRaw,
  type Misbehaviour,
} from '#tests/support/fake-provider/index';
import { callGateway, PROTOCOLS } from '../failover/support/call-gateway';
import { FIRST_KEY, withChannels } from '../failover/support/with-channels';

/** Answers with headers as some proxies send them: named twice. */
function repeatedHeaders(status: number, body: string): Misbehaviour {
  return custom((_request, response) => {
    const head = ['HTTP/1.1 ' + status, 'Connection: keep-alive', 'Connection: close', 'Vary: a', 'Vary: b'];
    response.socket?.end(
      `${head.join('\r\n')}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  });
}

describe('an upstream that repeats a header', () => {
  it('hangs the client', async () => {
    await withChannels('openai-chat', {}, async ({ gateway, first }) => {
      first.behave(repeatedHeaders(200, '{"choices":[]}'));
      const exchange = await callGateway(gateway, 'openai-chat');
      expect(exchange).toMatchObject({ status: 200, text: '{"choices":[]}', end: 'complete' });
      expect(await gateway.waitForRecord(1)).toMatchObject({ outcome: 'success' });
    });
  });

  it('loses its error and the record of it', async () => {
    await withChannels('openai-chat', { second: { enabled: false } }, async ({ gateway, first }) => {
      first.behave(repeatedHeaders(500, '{"error":{"message":"broken"}}'));
      expect(await callGateway(gateway, 'openai-chat')).toMatchObject({ status: 500, end: 'complete' });
      expect(await gateway.waitForRecord(1)).toMatchObject({
        outcome: 'failed',
        attempts: [{ status: 500, failure: { message: 'broken' } }],
      });
    });
  });
});

describe.each(PROTOCOLS)('%s: an upstream that repeats the key it was called with', (protocol) => {
  it.each([
    ['in its JSON', failWith('auth', { message: `wrong key ${FIRST_KEY}, sorry` })],
    ['in plain text', respondRaw(401, `wrong key ${FIRST_KEY}, sorry`, 'text/plain')],
  ])('%s shows it to the client or stores it', async (_title, misbehaviour) => {
    await withChannels(protocol, { second: { enabled: false } }, async ({ gateway, first }) => {
      first.behave(misbehaviour);
      const exchange = await callGateway(gateway, protocol);
      expect(exchange.status).toBe(401);
      expect(exchange.text).toContain('wrong key');
      expect(exchange.text).not.toContain(FIRST_KEY);
      expect(JSON.stringify(await gateway.waitForRecord(1))).not.toContain(FIRST_KEY);
    });
  });
});

it('an error object called a stream is taken for a truncated one', async () => {
  await withChannels('openai-chat', { second: { enabled: false } }, async ({ gateway, first }) => {
    const body = JSON.stringify({
      error: { message: 'no money left', code: 'insufficient_quota', type: 'insufficient_quota' },
    });
    first.behave(respondRaw(200, body, 'text/event-stream'));
    const exchange = await callGateway(gateway, 'openai-chat', { stream: true });
    expect(exchange.text).toContain('no money left');
    expect(await gateway.waitForRecord(1)).toMatchObject({ failure: { kind: 'billing' } });
  });
});

it('a client waits for headers although the time for failing over has passed', async () => {
  await withChannels(
    'anthropic-messages',
    { settings: { timeouts: { commitWaitMs: 200 } } },
    async ({ gateway, first }) => {
      first.behave(hangAfterHeaders());
      const response = await fetch(`${gateway.url}/v1/messages`, {
        method: 'POST',
        headers: { 'x-api-key': gateway.token, 'anthropic-version': '2023-06-01' },
        body: JSON.stringify({
          model: 'm',
          max_tokens: 5,
          stream: true,
          messages: [{ role: 'user', content: 'hi' }],
        }),
      });
      expect(response.status).toBe(200);
      await response.body?.cancel();
      expect(await gateway.waitForRecord(1)).toMatchObject({ outcome: 'cancelled' });
    },
  );
});

it('what a cancelled answer had used by then is forgotten', async () => {
  await withChannels('anthropic-messages', {}, async ({ gateway, first }) => {
    const { promise: never } = Promise.withResolvers<void>();
    first.replyAlways({ parts: [{ text: 'a b c d e f' }], chunks: 6, usage: { input: 900 } });
    first.behave(holdUntil(never, 6));
    const controller = new AbortController();
    const response = await fetch(`${gateway.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': gateway.token, 'anthropic-version': '2023-06-01' },
      body: JSON.stringify({
        model: 'm',
        max_tokens: 5,
        stream: true,
        messages: [{ role: 'user', content: 'hi' }],
      }),
      signal: controller.signal,
    });
    await response.body?.getReader().read();
    controller.abort();
    expect(await gateway.waitForRecord(1)).toMatchObject({
      outcome: 'cancelled',
      usage: { input: 900, estimated: true },
      // A speed from half a count would be invented.
      tokensPerSecond: null,
    });
  });
});

describe('a model name in the path that climbs out of it', () => {
  it.each(['%2e%2e/%2e%2e/admin', '../../admin', '..%5c..%5cadmin', 'a/%2E%2E/b', '.'])(
    '%s reaches the upstream',
    async (name) => {
      await withChannels('gemini', {}, async ({ gateway, first, second }) => {
        expect(await post(gateway, `/v1beta/models/${name}:generateContent`)).toBe(400);
        expect([...first.requests, ...second.requests]).toEqual([]);
      });
    },
  );
});

/** The status of an answer to a path exactly as written; URL parsers would resolve it. */
async function post(gateway: { url: string; token: string }, path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(gateway.url);
  const call = request({
    hostname,
    port,
    path,
    method: 'POST',
    headers: { 'x-goog-api-key': gateway.token },
  });
  call.end('{}');
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  answer.resume();
  await once(answer, 'end');
  return answer.statusCode;
}
