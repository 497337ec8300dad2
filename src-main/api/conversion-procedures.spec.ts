import { describe, expect, it } from 'vitest';
import { openTestApi } from './testing/open-test-api';

const SECRET = 'fake-key-0123456789-last';
const CHAT = { model: 'client-model', messages: [{ role: 'user', content: 'Hello' }] };
const GEMINI = { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] };

type Api = ReturnType<typeof openTestApi>['client'];

const makeChannel = (client: Api, change: object = {}) =>
  client.channels.create({
    name: 'Mine',
    protocol: 'anthropic-messages',
    baseUrl: 'https://upstream.example/anthropic',
    modelMapping: { '*': 'upstream-model' },
    credentials: [{ kind: 'key', secret: SECRET }],
    ...change,
  });

describe('previewing a conversion', () => {
  it('for a stored channel uses its address, mapping and profile, but not its key', async () => {
    const { client } = openTestApi();
    const { id } = await makeChannel(client, { profile: { maxOutputTokens: 77 }, enabled: false });
    const preview = await client.conversions.preview({
      protocol: 'openai-chat',
      body: CHAT,
      target: { channelId: id },
    });
    expect(preview).toMatchObject({
      forwarding: 'converted',
      request: {
        protocol: 'anthropic-messages',
        path: '/anthropic/v1/messages',
        body: { model: 'upstream-model', max_tokens: 77 },
      },
      response: null,
    });
    expect(Object.keys(preview.request?.headers ?? {})).not.toContain('x-api-key');
    expect(JSON.stringify(preview)).not.toContain(SECRET);
  });

  it('takes another upstream model than the mapping’s', async () => {
    const { client } = openTestApi();
    const { id } = await makeChannel(client);
    const target = { channelId: id, model: 'other-model' };
    const { request } = await client.conversions.preview({ protocol: 'openai-chat', body: CHAT, target });
    expect(request?.body).toMatchObject({ model: 'other-model' });
  });

  it('for a protocol keeps the client’s model and takes the profile that is given', async () => {
    const { client } = openTestApi();
    const profile = { maxTokensField: 'max_completion_tokens', systemRole: 'developer' } as const;
    const { request } = await client.conversions.preview({
      protocol: 'anthropic-messages',
      body: { ...CHAT, max_tokens: 5, system: 'Be brief.' },
      target: { protocol: 'openai-chat', profile },
    });
    expect(request).toMatchObject({
      path: '/v1/chat/completions',
      body: {
        model: 'client-model',
        max_completion_tokens: 5,
        messages: [{ role: 'developer', content: 'Be brief.' }, CHAT.messages[0]],
      },
    });
  });

  it.each([
    ['the path', GEMINI, { path: { model: 'client-model', stream: true } }],
    ['the body', { ...GEMINI, model: 'client-model', stream: true }, {}],
  ])('finds what a Gemini client wants in %s', async (_, body, others) => {
    const { client } = openTestApi();
    const ask = (protocol: 'openai-chat' | 'gemini') =>
      client.conversions.preview({ protocol: 'gemini', body, target: { protocol }, ...others });
    expect((await ask('openai-chat')).request?.body).toMatchObject({ model: 'client-model', stream: true });
    const { forwarding, request } = await ask('gemini');
    expect(forwarding).toBe('unchanged');
    expect(request?.path).toBe('/v1beta/models/client-model:streamGenerateContent?alt=sse');
    expect(request?.body).toEqual(GEMINI);
  });

  it('tells an answer that is JSON from one that is a stream', async () => {
    const { client } = openTestApi();
    const ask = (response: Record<string, unknown>) =>
      client.conversions.preview({
        protocol: 'openai-chat',
        body: CHAT,
        target: { protocol: 'openai-chat' },
        response,
      });
    const answer = { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }], stream: 'a field' };
    expect(await ask(answer)).toMatchObject({ response: { status: 200, body: answer } });
    expect(await ask({ stream: JSON.stringify(answer) })).toMatchObject({ response: { body: answer } });
  });

  it.each([
    [{ body: {} }, 'body', 'request_invalid', 'model: field required'],
    [{ body: { ...CHAT, messages: 'x' } }, 'body', 'request_invalid', 'messages'],
    [{ body: { ...CHAT, n: 2 } }, 'body', 'conversion_impossible', 'n:'],
    [{ protocol: 'gemini', body: GEMINI }, 'path', 'invalid', 'names no model'],
    [{ path: { model: 'm' } }, 'path', 'invalid', 'only Gemini'],
    [{ target: { protocol: 'smtp' } }, 'target', 'invalid', 'target'],
  ] as const)('refuses %j with the words of the gateway', async (change, field, reason, message) => {
    const { client } = openTestApi();
    const input = {
      protocol: 'openai-chat',
      body: CHAT,
      target: { protocol: 'anthropic-messages' },
      ...change,
    };
    await expect(client.conversions.preview(input as never)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining(message),
      data: { field, reason },
    });
  });

  it('says which channel does not serve the model, and that there is no such channel', async () => {
    const { client } = openTestApi();
    const { id } = await makeChannel(client, { models: ['other'], modelMapping: {} });
    const ask = (channelId: string) =>
      client.conversions.preview({ protocol: 'openai-chat', body: CHAT, target: { channelId } });
    await expect(ask(id)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      data: { field: 'target', reason: 'model_not_served', channel: 'Mine', value: 'client-model' },
    });
    await expect(ask('ch_nobody')).rejects.toMatchObject({ code: 'NOT_FOUND', data: { kind: 'channel' } });
  });
});
