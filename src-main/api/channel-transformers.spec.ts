import { describe, expect, it } from 'vitest';
import { openTestApi } from './testing/open-test-api';

type Api = ReturnType<typeof openTestApi>['client'];

const create = (client: Api, transformers: unknown) =>
  client.channels.create({
    name: 'Mine',
    protocol: 'openai-chat',
    baseUrl: 'https://upstream.example/v1',
    // What a caller without types may send.
    ...JSON.parse(JSON.stringify({ transformers })),
  });

describe('a channel’s transformers', () => {
  it('are stored as they were written, changed and taken away again', async () => {
    const { client } = openTestApi();
    const use = ['cleancache', ['maxtoken', { max_tokens: 5 }]] as const;
    const created = await create(client, { use, models: { m: { use: ['streamoptions'] } } });
    expect(created.transformers).toEqual({ use, models: { m: { use: ['streamoptions'] } } });
    expect(await client.channels.get({ id: created.id })).toEqual(created);

    const { id, revision } = created;
    const updated = await client.channels.update({ id, revision, transformers: { use: [], models: {} } });
    expect(updated.transformers).toEqual({ use: [], models: {} });
  });

  it('may be files of the user, with any options but those of the wrong form for all', async () => {
    const { client } = openTestApi();
    const use = ['/home/me/a.ts', ['C:\\me\\b.cjs', { level: 2 }]] as const;
    expect((await create(client, { use })).transformers?.use).toEqual(use);
    await expect(create(client, { use: [['/a.js', { only: 1 }]] })).rejects.toMatchObject({
      data: { field: 'transformers.use.0.1.only' },
    });
    await expect(create(client, { use: ['./a.js'] })).rejects.toMatchObject({
      data: { field: 'transformers.use.0' },
    });
  });

  it('are absent on a channel without any', async () => {
    const { client } = openTestApi();
    expect(await create(client, undefined)).not.toHaveProperty('transformers');
  });

  it.each([
    { use: ['maxtokens'], field: 'transformers.use.0', text: 'There is no transformer "maxtokens"' },
    { use: ['maxtoken'], field: 'transformers.use.0', text: 'maxtoken: max_tokens' },
    {
      use: ['cleancache', ['maxtoken', { max_tokens: 'many' }]],
      field: 'transformers.use.1.1.max_tokens',
      text: 'maxtoken: max_tokens',
    },
    { use: [['cleancache', { deep: true }]], field: 'transformers.use.0.1', text: 'deep' },
    { use: [['cleancache', { only: 'openrouter' }]], field: 'transformers.use.0.1.only', text: 'only' },
    { use: [{ name: 'cleancache' }], field: 'transformers.use.0', text: '' },
  ])('are refused with the field named: $field', async ({ use, field, text }) => {
    const { client } = openTestApi();
    await expect(create(client, { use })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining(text),
      data: { field, channel: 'Mine' },
    });
    expect(await client.channels.list()).toEqual([]);
  });

  it('are refused for a model as well', async () => {
    const { client } = openTestApi();
    await expect(create(client, { models: { m: { use: ['nothing'] } } })).rejects.toMatchObject({
      data: { field: 'transformers.models.m.use.0' },
    });
  });
});

describe('the list of transformers', () => {
  it('says what each acts on and takes', async () => {
    const { client } = openTestApi();
    const list = await client.transformers.list();
    expect(list.map(({ name }) => name)).toEqual([
      'maxtoken',
      'maxcompletiontokens',
      'sampling',
      'cleancache',
      'streamoptions',
      'customparams',
      'reasoning',
      'extrathinktag',
      'enhancetool',
      'tooluse',
      'cleanschema',
      'stripimages',
    ]);
    expect(list[0]).toMatchObject({
      protocols: ['anthropic-messages', 'openai-chat', 'openai-responses', 'gemini'],
      options: { type: 'object', required: ['max_tokens'], properties: { only: { type: 'array' } } },
    });
  });
});

describe('a preview', () => {
  const body = { model: 'm', max_tokens: 500, messages: [{ role: 'user', content: 'Hello' }] };

  it('shows the request before and after the transformers', async () => {
    const { client } = openTestApi();
    const preview = await client.conversions.preview({
      protocol: 'openai-chat',
      body,
      target: {
        protocol: 'openai-chat',
        transformers: { use: [['maxtoken', { max_tokens: 5 }]], models: {} },
      },
    });
    expect(preview).toMatchObject({
      forwarding: 'edited',
      beforeTransformers: { max_tokens: 500 },
      request: { body: { max_tokens: 5 } },
      warnings: [],
    });
  });

  it('shows an answer as the transformers leave it', async () => {
    const { client } = openTestApi();
    const message = { role: 'assistant', content: '<think>hm</think>Hi' };
    const preview = await client.conversions.preview({
      protocol: 'openai-chat',
      body,
      target: { protocol: 'openai-chat', transformers: { use: ['extrathinktag'], models: {} } },
      response: { id: 'c', model: 'm', choices: [{ index: 0, message, finish_reason: 'stop' }] },
    });
    expect(preview.response).toMatchObject({
      body: { choices: [{ message: { reasoning_content: 'hm', content: 'Hi' } }] },
    });
  });

  it('says nothing of transformers where a channel has none', async () => {
    const { client } = openTestApi();
    const target = { protocol: 'openai-chat' } as const;
    const preview = await client.conversions.preview({ protocol: 'openai-chat', body, target });
    expect(preview).toMatchObject({ forwarding: 'unchanged', beforeTransformers: null });
  });
});
