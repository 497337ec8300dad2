import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ProtocolId } from '#shared/domain/protocol';
import { startTestGateway, testChannel } from '#tests/support/gateway/start-test-gateway';

/** An upstream that answers with these bodies, one after the other, and keeps what it was asked. */
async function startScripted(answers: readonly { type: string; body: string }[]) {
  const asked: unknown[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const answer = answers[asked.length];
      asked.push(JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(answer === undefined ? 500 : 200, { 'content-type': answer?.type });
      response.end(answer?.body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function ask(
  protocol: ProtocolId,
  baseUrl: string,
  body: object,
): Promise<{ text: string; attempts: string[] }> {
  const gateway = await startTestGateway({ channels: [testChannel({ protocol, baseUrl, key: 'sk-fake' })] });
  onTestFinished(() => gateway.close());
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const record = await gateway.waitForRecord(1);
  expect(record.outcome).toBe('success');
  return {
    text,
    attempts: record.attempts.map(
      ({ reason, outcome }) => `${outcome} ${/continued \d/.exec(reason)?.[0] ?? ''}`,
    ),
  };
}

const QUESTION = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] };
const events = (...payloads: object[]) => ({
  type: 'text/event-stream',
  body: payloads.map((payload) => `data: ${JSON.stringify(payload)}\n\n`).join(''),
});
const json = (payload: object) => ({ type: 'application/json', body: JSON.stringify(payload) });

function gemini(text: string, finishReason: string, continuationToken?: string) {
  return {
    candidates: [
      { index: 0, content: { role: 'model', parts: [{ text }] }, finishReason, continuationToken },
    ],
    usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 2, totalTokenCount: 12 },
    ...(continuationToken === undefined ? {} : { continuationToken }),
  };
}

const said = (text: string, stop_reason: string) =>
  json({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content: [{ type: 'text', text }],
    stop_reason,
    usage: { input_tokens: 10, output_tokens: 2 },
  });

describe('an upstream that pauses', () => {
  it('case 86: Gemini is asked to continue with its token, and the client sees one answer', async () => {
    const upstream = await startScripted([
      events(gemini('Hello ', 'CONTINUATION', 'token-1')),
      events(gemini('world', 'STOP')),
    ]);
    const { text, attempts } = await ask('gemini', upstream.url, {
      ...QUESTION,
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(upstream.asked).toMatchObject([
      { contents: [{}] },
      { contents: [{}], continuationToken: 'token-1' },
    ]);
    expect(text).not.toContain('token-1');
    const chunks = text
      .split('\n\n')
      .flatMap((event) => (event.startsWith('data: {') ? [JSON.parse(event.slice(6))] : []));
    const content = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
    expect(content).toBe('Hello world');
    expect(chunks.at(-1)?.usage).toMatchObject({ prompt_tokens: 20, completion_tokens: 4 });
    expect(attempts).toEqual(['success ', 'success continued 1']);
  });

  it('case 88: Anthropic is given back what it has said, for a client that gets one piece', async () => {
    const upstream = await startScripted([
      said('Searching. ', 'pause_turn'),
      said('Still searching. ', 'pause_turn'),
      said('Found.', 'end_turn'),
    ]);
    const { text, attempts } = await ask('anthropic-messages', upstream.url, {
      ...QUESTION,
      web_search_options: {},
    });
    expect(JSON.parse(text)).toMatchObject({
      choices: [{ message: { content: 'Searching. Still searching. Found.' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 30, completion_tokens: 6 },
    });
    expect(upstream.asked.at(-1)).toMatchObject({
      messages: [{ role: 'user' }, { role: 'assistant', content: expect.arrayContaining([]) as unknown }],
    });
    expect(JSON.stringify(upstream.asked.at(-1))).toMatch(/Searching.*Still searching/);
    expect(attempts).toEqual(['success ', 'success continued 1', 'success continued 2']);
  });
});
