import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ProtocolId } from '#shared/domain/protocol';
import {
  startTestGateway,
  testChannel,
  type TestGatewayOptions,
} from '#tests/support/gateway/start-test-gateway';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string, call: number) => void;

async function startUpstream(answer: Answer) {
  const asked: { path: string; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      asked.push({ path: request.url ?? '', body });
      answer(request, response, body, asked.length);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function sendEvents(response: ServerResponse, ...events: object[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''));
}

const GEMINI_PART = {
  candidates: [
    {
      index: 0,
      content: { role: 'model', parts: [{ text: 'PARTIAL' }] },
      finishReason: 'CONTINUATION',
      continuationToken: 'token',
    },
  ],
};
const CHAT_WHOLE = {
  id: 'c',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta: { role: 'assistant', content: 'FULL' }, finish_reason: 'stop' }],
};

async function start(options: TestGatewayOptions) {
  const gateway = await startTestGateway(options);
  onTestFinished(() => gateway.close());
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${gateway.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.token}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  return { gateway, post };
}

const channel = (id: string, protocol: ProtocolId, baseUrl: string, priority = 50) =>
  testChannel({ id, protocol, baseUrl, key: 'sk-fake', priority });

const MESSAGES = { model: 'm', max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }] };

describe('a client that has a part of an answer', () => {
  it('is told that it broke, and gets no other channel’s answer behind it', async () => {
    const pausing = await startUpstream((_request, response, _body, call) => {
      if (call === 1) sendEvents(response, GEMINI_PART);
      else sendJson(response, 503, { error: { code: 503, message: 'overloaded', status: 'UNAVAILABLE' } });
    });
    const whole = await startUpstream((_request, response) => sendEvents(response, CHAT_WHOLE));
    const { gateway, post } = await start({
      channels: [channel('a', 'gemini', pausing.url, 90), channel('b', 'openai-chat', whole.url, 10)],
    });
    const text = await (await post('/v1/messages', { ...MESSAGES, stream: true })).text();
    expect(text).toContain('PARTIAL');
    expect(text).not.toContain('FULL');
    expect(text).toContain('event: error');
    expect(text).not.toContain('message_stop');
    expect(whole.asked).toEqual([]);
    expect(await gateway.waitForRecord(1)).toMatchObject({
      outcome: 'failed',
      attempts: [{ outcome: 'success' }, { outcome: 'failed', status: 503 }],
    });
  });
});

describe('counting tokens', () => {
  it('never asks for an answer, whatever the history holds, and leaves the conversation as it was', async () => {
    const first = await startUpstream((request, response) => {
      if (request.url?.includes('count_tokens') === true)
        sendJson(response, 404, { error: { message: 'no' } });
      else
        sendJson(response, 200, { type: 'message', role: 'assistant', content: [], stop_reason: 'end_turn' });
    });
    const second = await startUpstream((_request, response) => sendJson(response, 200, { input_tokens: 7 }));
    const { post } = await start({
      channels: [
        channel('a', 'anthropic-messages', first.url, 90),
        channel('b', 'anthropic-messages', second.url, 10),
      ],
    });
    const session = { 'x-claude-code-session-id': 's1' };
    const body = { ...MESSAGES, seed: 9_007_199_254_740_993n.toString() };
    await (await post('/v1/messages', body, session)).text();
    const { max_tokens: _max, ...count } = body;
    const counted = (await (await post('/v1/messages/count_tokens', count, session)).json()) as object;
    expect(counted).toHaveProperty('input_tokens');
    await (await post('/v1/messages', body, session)).text();
    expect([...first.asked, ...second.asked].map(({ path }) => path).toSorted()).toEqual([
      '/v1/messages',
      '/v1/messages',
      '/v1/messages/count_tokens',
      '/v1/messages/count_tokens',
    ]);
    // Bytes still go through unchanged.
    expect(first.asked.at(-1)?.body).toBe(JSON.stringify(body));
  });
});

describe('a request that a later channel cannot take', () => {
  it('tells of the failure of the channel that could have', async () => {
    const own = await startUpstream((_request, response) =>
      sendJson(response, 529, { type: 'error', error: { type: 'overloaded_error', message: 'busy' } }),
    );
    const { gateway, post } = await start({
      channels: [channel('a', 'anthropic-messages', own.url, 90), channel('b', 'openai-chat', own.url, 10)],
    });
    const body = { ...MESSAGES, mcp_servers: [{ type: 'url', url: 'https://mcp.example', name: 'x' }] };
    const response = await post('/v1/messages', body);
    expect(response.status).toBe(529);
    expect(response.headers.get('x-should-retry')).toBeNull();
    expect(await gateway.waitForRecord(1)).toMatchObject({
      outcome: 'failed',
      attempts: [
        { channelId: 'a', failure: { kind: 'overloaded' } },
        { channelId: 'b', failure: { kind: 'unsupported_conversion' } },
      ],
    });
  });

  it('tries the channel that can when it comes later', async () => {
    const own = await startUpstream((_request, response) =>
      sendJson(response, 200, { type: 'message', role: 'assistant', content: [], stop_reason: 'end_turn' }),
    );
    const { post } = await start({
      channels: [channel('b', 'openai-chat', own.url, 90), channel('a', 'anthropic-messages', own.url, 10)],
    });
    const response = await post('/v1/messages', {
      ...MESSAGES,
      mcp_servers: [{ type: 'url', url: 'https://m', name: 'x' }],
    });
    expect(response.status).toBe(200);
    expect(own.asked.map(({ path }) => path)).toEqual(['/v1/messages']);
  });
});

describe('an upstream that says nothing for long', () => {
  it('case 78: its client hears of it all the same, and another channel can still answer', async () => {
    const silent = await startUpstream(() => undefined);
    const whole = await startUpstream((_request, response) => sendEvents(response, CHAT_WHOLE));
    const { post } = await start({
      channels: [channel('a', 'openai-chat', silent.url, 90), channel('b', 'openai-chat', whole.url, 10)],
      settings: { timeouts: { commitWaitMs: 100, streamHeadersMs: 700 } },
    });
    const began = Date.now();
    const response = await post('/v1/messages', { ...MESSAGES, stream: true });
    const heard = Date.now() - began;
    const text = await response.text();
    expect(heard).toBeLessThan(600);
    expect(text.match(/event: message_start/g)).toHaveLength(1);
    expect(text).toContain('FULL');
    expect(text.trimEnd()).toMatch(/message_stop"\}$/);
  });
});
