import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GatewayChannel } from '#main/gateway/ports';
import { FAKE_KEY, failWith, startFakeProvider, type FakeProvider } from '#tests/support/fake-provider/index';
import { startTestGateway, testChannel, type TestGateway } from '#tests/support/gateway/start-test-gateway';

let provider: FakeProvider;
let gateway: TestGateway;

beforeEach(async () => {
  provider = await startFakeProvider();
  gateway = await startTestGateway();
});
afterEach(async () => {
  await gateway.close();
  await provider.close();
});

function use(transformers: GatewayChannel['transformers'], change: Partial<GatewayChannel> = {}): void {
  const base = { protocol: 'openai-chat', baseUrl: provider.url, key: FAKE_KEY } as const;
  gateway.configure({
    channels: [testChannel({ ...base, ...(transformers && { transformers }), ...change })],
  });
}

function post(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${gateway.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${gateway.token}`, ...headers },
    body: JSON.stringify(body),
  });
}

const chat = (more: object = {}): object => ({
  model: 'fake-model',
  max_tokens: 9000,
  messages: [{ role: 'user', content: 'Hello' }],
  ...more,
});

describe('a request of the channel’s own protocol', () => {
  it('is changed in order: each sees what the one before made', async () => {
    use({
      use: [['maxtoken', { max_tokens: 50 }], 'maxcompletiontokens', ['customparams', { seed: 7 }]],
      models: {},
    });
    const response = await post('/v1/chat/completions', chat());
    expect(response.status).toBe(200);
    expect(provider.requests[0]?.json).toEqual({
      model: 'fake-model',
      messages: [{ role: 'user', content: 'Hello' }],
      max_completion_tokens: 50,
      seed: 7,
    });
  });

  it('meets the transformers of its model after those of its channel', async () => {
    use(
      {
        use: [['customparams', { seed: 1 }]],
        models: {
          'fake-model': { use: [['customparams', { seed: 2, user: 'u' }]] },
          other: { use: ['cleancache'] },
        },
      },
      { modelMapping: { mine: 'fake-model' } },
    );
    await post('/v1/chat/completions', chat({ model: 'mine' }));
    expect(provider.requests[0]?.json).toMatchObject({ model: 'fake-model', seed: 1, user: 'u' });
  });

  it('is changed also when it came compressed', async () => {
    use({ use: [['customparams', { seed: 7 }]], models: {} });
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        authorization: `Bearer ${gateway.token}`,
      },
      body: gzipSync(JSON.stringify(chat())),
    });
    expect(response.status).toBe(200);
    expect(provider.requests[0]?.json).toMatchObject({ seed: 7 });
    expect(provider.requests[0]?.headers['content-encoding']).toBeUndefined();
  });

  it('is left alone where providers are named and the channel’s is not', async () => {
    use(
      {
        use: [
          ['customparams', { a: 1, only: ['openrouter'] }],
          ['customparams', { b: 1, deny: ['custom'] }],
          ['customparams', { c: 1, only: ['custom'] }],
        ],
        models: {},
      },
      { provider: 'custom' },
    );
    await post('/v1/chat/completions', chat());
    const sent = provider.requests[0]?.json;
    expect(sent).toMatchObject({ c: 1 });
    expect(sent).not.toHaveProperty('a');
    expect(sent).not.toHaveProperty('b');
  });

  it('keeps its bytes when nothing is changed', async () => {
    use({ use: ['cleancache'], models: {} });
    const body = '{ "model":"fake-model",\n "messages":[{"role":"user","content":"Hello"}], "n": 1e0 }';
    await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${gateway.token}` },
      body,
    });
    expect(provider.requests[0]?.bodyText).toBe(body);
  });
});

describe('an answer', () => {
  it('is changed as a stream of the same protocol', async () => {
    use({ use: ['extrathinktag'], models: {} });
    provider.reply({ parts: [{ text: '<think>h</think>Hello' }], chunks: 6 });
    const response = await post('/v1/chat/completions', chat({ stream: true }));
    const text = await response.text();
    expect(text).toContain('"reasoning_content":"h"');
    expect(text).not.toContain('<think>');
    expect(text.trimEnd().endsWith('data: [DONE]')).toBe(true);
    expect(await gateway.waitForRecord(1)).toMatchObject({ outcome: 'success', warnings: [] });
  });

  it('is changed before it is converted for a client of another protocol', async () => {
    use({ use: ['extrathinktag'], models: {} });
    provider.reply({ parts: [{ text: '<think>h</think>Hello' }], chunks: 6 });
    const response = await post('/v1/messages', {
      model: 'fake-model',
      max_tokens: 5000,
      stream: true,
      thinking: { type: 'enabled', budget_tokens: 2000 },
      messages: [{ role: 'user', content: 'Hello' }],
    });
    const text = await response.text();
    expect(text).toContain('"thinking":"h"');
    expect(text).toContain('event: message_stop');
  });

  it('is changed in one piece', async () => {
    use({ use: ['extrathinktag'], models: {} });
    provider.reply({ parts: [{ text: '<think>h</think>Hello' }] });
    const response = await post('/v1/chat/completions', chat());
    expect(await response.json()).toMatchObject({
      choices: [{ message: { reasoning_content: 'h', content: 'Hello' } }],
    });
  });

  it('that is an error is told in the upstream’s words', async () => {
    use({ use: ['extrathinktag', ['maxtoken', { max_tokens: 5 }]], models: {} });
    provider.behave(failWith('invalid_request'));
    const response = await post('/v1/chat/completions', chat());
    expect(response.status).toBe(400);
    expect(await gateway.waitForRecord(1)).toMatchObject({ failure: { kind: 'invalid_request' } });
  });
});

describe('a channel of another protocol', () => {
  it('gets its transformers’ changes on its own wire form', async () => {
    use({
      use: [
        ['maxtoken', { max_tokens: 50 }],
        ['customparams', { seed: 7 }],
      ],
      models: {},
    });
    const response = await post('/v1/messages', {
      model: 'fake-model',
      max_tokens: 9000,
      messages: [{ role: 'user', content: 'Hello' }],
    });
    expect(response.status).toBe(200);
    expect(provider.requests[0]).toMatchObject({ protocol: 'openai-chat', json: { seed: 7 } });
    expect(JSON.stringify(provider.requests[0]?.json)).toMatch(/"max_(completion_)?tokens":50/);
  });
});
