import Anthropic, { APIUserAbortError } from '@anthropic-ai/sdk';
import { describe, expect, it } from 'vitest';
import {
  FAKE_SIGNATURE,
  failWith,
  hangAfterEvents,
  hangBeforeHeaders,
} from '#tests/support/fake-provider/index';
import { collect, errorOf } from './error-of';
import { expectSuccess } from './expect-record';
import { RICH_REPLY, RICH_USAGE, TEXT, TEXT_REPLY, THINKING, TOOL_LOOP } from './replies';
import { useRig } from './use-rig';

const MODEL = 'claude-fake-sonnet';
const PROVIDER_MODELS = ['claude-fake-opus', 'claude-fake-sonnet', 'claude-fake-haiku'];
const QUESTION = {
  model: MODEL,
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'Hello there, 世界 🌍' }],
};
const RICH_CONTENT = [
  { type: 'thinking', thinking: THINKING, signature: FAKE_SIGNATURE },
  { type: 'text', text: TEXT },
  { type: 'tool_use', name: 'read_file', input: { path: '/tmp/ключ 🔑.txt', lines: [1, 2] } },
  { type: 'tool_use', name: 'now', input: {} },
];
const RICH_SDK_USAGE = {
  input_tokens: 30,
  cache_read_input_tokens: 60,
  cache_creation_input_tokens: 10,
  output_tokens: 40,
  output_tokens_details: { thinking_tokens: 15 },
};

const rig = useRig('anthropic-messages');

function connect(baseURL = rig.gateway.url): Anthropic {
  return new Anthropic({ baseURL, apiKey: rig.gateway.token, maxRetries: 0 });
}

describe('answers', () => {
  it('loses nothing of a message in one piece: thinking, signature, text, parallel calls, usage', async () => {
    rig.provider.reply(RICH_REPLY);
    const message = await connect().messages.create(QUESTION);

    expect(message).toMatchObject({ model: MODEL, role: 'assistant', stop_reason: 'tool_use' });
    expect(message.content).toMatchObject(RICH_CONTENT);
    expect(message.usage).toMatchObject(RICH_SDK_USAGE);
    expectSuccess(await rig.gateway.waitForRecord(1), {
      protocol: 'anthropic-messages',
      model: MODEL,
      upstreamModel: MODEL,
      stream: false,
      stopReason: 'tool_use',
      usage: RICH_USAGE,
    });
  });

  it('loses nothing of a streamed message', async () => {
    rig.provider.reply(RICH_REPLY);
    const stream = connect().messages.stream(QUESTION);
    let text = '';
    stream.on('text', (delta) => (text += delta));
    const message = await stream.finalMessage();

    expect(text).toBe(TEXT);
    expect(message).toMatchObject({ model: MODEL, stop_reason: 'tool_use' });
    expect(message.content).toMatchObject(RICH_CONTENT);
    expect(message.usage).toMatchObject(RICH_SDK_USAGE);
    expectSuccess(await rig.gateway.waitForRecord(1), {
      protocol: 'anthropic-messages',
      model: MODEL,
      stream: true,
      stopReason: 'tool_use',
      usage: RICH_USAGE,
    });
    expect(rig.provider.requests).toHaveLength(1);
  });

  it('sends the question and streams the text without touching a character of either', async () => {
    rig.provider.reply(TEXT_REPLY);
    const events = await collect(await connect().messages.create({ ...QUESTION, stream: true }));

    const deltas = events.map((event) =>
      event.type === 'content_block_delta' && event.delta.type === 'text_delta' ? event.delta.text : '',
    );
    expect(deltas.join('')).toBe(TEXT);
    expect(events.at(-1)?.type).toBe('message_stop');
    expect(rig.provider.requests[0]?.json).toEqual({ ...QUESTION, stream: true });
  });

  it.each([
    ['length', 'max_tokens'],
    ['refusal', 'refusal'],
    ['stop', 'end_turn'],
  ] as const)('tells why the model stopped: %s', async (stop, reason) => {
    rig.provider.reply({ ...TEXT_REPLY, stop }, { times: 2 });
    expect(await connect().messages.stream(QUESTION).finalMessage()).toMatchObject({ stop_reason: reason });
    expect(await connect().messages.create(QUESTION)).toMatchObject({ stop_reason: reason });
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({ stopReason: reason, outcome: 'success' });
    expect(await rig.gateway.waitForRecord(2)).toMatchObject({ stopReason: reason, outcome: 'success' });
  });

  it.each(['stream', 'create'] as const)(
    'brings tool results and signed thinking back to the provider (%s)',
    async (way) => {
      rig.provider.replyAlways(TOOL_LOOP);
      const client = connect();
      const ask = (messages: Anthropic.MessageParam[]): Promise<Anthropic.Message> => {
        const question = { ...QUESTION, messages, tools: [{ name: 'weather', input_schema: SCHEMA }] };
        return way === 'stream'
          ? client.messages.stream(question).finalMessage()
          : client.messages.create(question);
      };
      const first = await ask(QUESTION.messages);
      const calls = first.content.filter((block) => block.type === 'tool_use');
      expect(calls).toMatchObject([{ input: { city: 'München' } }, { input: { city: '東京' } }]);

      const second = await ask([
        ...QUESTION.messages,
        { role: 'assistant', content: first.content },
        {
          role: 'user',
          content: calls.map(({ id }, index) => ({
            type: 'tool_result',
            tool_use_id: id,
            content: `${index} °C ❄️`,
          })),
        },
      ]);
      expect(second.content).toMatchObject([{ text: 'The tools said 0 °C ❄️ and 1 °C ❄️' }]);
      expect(second.stop_reason).toBe('end_turn');
      expect(rig.provider.requests[1]?.bodyText).toContain(FAKE_SIGNATURE);
      expect(rig.provider.requests).toHaveLength(2);
    },
  );

  it('takes a channel over HTTP keep-alive for many turns without opening a connection for each', async () => {
    const client = connect();
    for (let turn = 0; turn < 5; turn += 1) {
      // oxlint-disable-next-line no-await-in-loop -- turns follow each other
      await client.messages.stream(QUESTION).finalMessage();
    }
    expect(rig.provider.connections.accepted).toBe(1);
  });
});

const SCHEMA = { type: 'object' as const, properties: { city: { type: 'string' } } };

describe('other endpoints', () => {
  it('counts tokens through the channel', async () => {
    const { max_tokens: _, ...countable } = QUESTION;
    const counted = await connect().messages.countTokens(countable);

    expect(counted.input_tokens).toBeGreaterThan(0);
    expect(rig.provider.requests[0]).toMatchObject({ path: '/v1/messages/count_tokens', model: MODEL });
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      operation: 'count_tokens',
      stream: false,
      outcome: 'success',
    });
  });

  it('pages through the models without losing or repeating one', async () => {
    const models = Array.from({ length: 23 }, (_, index) => `claude-${index}`);
    rig.changeChannel({ models, modelMapping: { 'claude-alias': 'claude-1' } });
    const client = connect();
    const listed = await collect(client.models.list({ limit: 5 }));

    expect(listed.map(({ id }) => id).toSorted()).toEqual([...models, 'claude-alias'].toSorted());
    expect(listed[0]).toMatchObject({ type: 'model', display_name: expect.any(String) as string });
    expect(Date.parse(listed[0]?.created_at ?? '')).not.toBeNaN();
    expect((await collect(client.models.list())).map(({ id }) => id)).toHaveLength(24);
    expect(rig.provider.requests).toEqual([]);
  });

  it('pages backwards too', async () => {
    rig.changeChannel({ models: ['m1', 'm2', 'm3', 'm4'] });
    const page = await connect().models.list({ limit: 2, before_id: 'm4' });
    expect(page.data.map(({ id }) => id)).toEqual(['m2', 'm3']);
    expect(page).toMatchObject({ has_more: true, first_id: 'm2', last_id: 'm3' });
  });

  it('lists what the provider has when the channel serves every model, and asks it only once', async () => {
    const client = connect();
    for (let time = 0; time < 2; time += 1) {
      // oxlint-disable-next-line no-await-in-loop -- the second comes after the first
      const listed = await collect(client.models.list({ limit: 2 }));
      expect(listed.map(({ id }) => id)).toEqual(PROVIDER_MODELS);
    }
    expect(rig.provider.requests).toMatchObject([
      { method: 'GET', path: '/v1/models', headers: { 'x-api-key': rig.provider.key } },
    ]);
  });

  it('lists no models rather than fail when the provider does not tell its own', async () => {
    rig.provider.behave(failWith('server_error'));
    expect(await collect(connect().models.list())).toEqual([]);
  });

  it('describes one model, also one with a slash in its name', async () => {
    rig.changeChannel({ models: ['vendor/model:free'] });
    const model = await connect().models.retrieve('vendor/model:free');
    expect(model).toMatchObject({ type: 'model', id: 'vendor/model:free' });
  });
});

describe('model mapping', () => {
  it('asks the provider for the mapped model and changes nothing else in the body', async () => {
    rig.changeChannel({ models: [], modelMapping: { 'claude-alias': 'vendor/claude-real' } });
    const question = { ...QUESTION, model: 'claude-alias', metadata: { user_id: '"model":"claude-alias"' } };
    await connect().messages.stream(question).finalMessage();

    expect(rig.provider.requests[0]?.json).toEqual({
      ...question,
      model: 'vendor/claude-real',
      stream: true,
    });
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      model: 'claude-alias',
      upstreamModel: 'vendor/claude-real',
      attempts: [{ upstreamModel: 'vendor/claude-real' }],
    });
  });

  it('maps the model of a token count as well', async () => {
    rig.changeChannel({ models: [], modelMapping: { sonnet: 'real-sonnet' } });
    await connect().messages.countTokens({ model: MODEL, messages: QUESTION.messages });
    expect(rig.provider.requests[0]?.model).toBe('real-sonnet');
  });
});

describe('base URLs', () => {
  it.each([
    ['', '/v1/messages'],
    ['/', '/v1/messages'],
    ['/v1', '/v1/messages'],
    ['/v1/', '/v1/messages'],
    ['/v1/messages', '/v1/messages'],
    ['/v1/messages/', '/v1/messages'],
    ['/api/anthropic', '/api/anthropic/v1/messages'],
    ['/api/anthropic/v1/', '/api/anthropic/v1/messages'],
  ])('reaches the provider when its base URL is pasted as "…%s"', async (suffix, path) => {
    rig.changeChannel({ baseUrl: rig.provider.url + suffix });
    const client = connect();
    await client.messages.create(QUESTION);
    await client.messages.countTokens({ model: MODEL, messages: QUESTION.messages });
    expect(rig.provider.requests.map((request) => request.path)).toEqual([path, `${path}/count_tokens`]);
  });

  it.each(['', '/', '/v1', '/v1/'])('serves a client whose own base URL ends in "%s"', async (suffix) => {
    const client = connect(rig.gateway.url + suffix);
    expect((await client.messages.create(QUESTION)).stop_reason).toBe('end_turn');
    expect((await collect(client.models.list())).map(({ id }) => id)).toEqual(PROVIDER_MODELS);
  });
});

const MADE_UP = 'one, two; three="4 %20"';

describe('what the client adds', () => {
  it('passes version, betas, unknown headers and the query on as they are', async () => {
    const betas = 'context-1m-2025-08-07,interleaved-thinking-2025-05-14,made-up-2030-01-01';
    await connect().messages.create(QUESTION, {
      headers: { 'anthropic-version': '2023-06-01', 'anthropic-beta': betas, 'X-Made-Up': MADE_UP },
      query: { beta: 'true', other: 'a b&c' },
    });
    const [request] = rig.provider.requests;
    expect(request?.headers).toMatchObject({
      'anthropic-version': '2023-06-01',
      'anthropic-beta': betas,
      'user-agent': expect.stringContaining('Anthropic/JS') as string,
      'x-stainless-lang': 'js',
      'x-made-up': MADE_UP,
    });
    expect(request?.query).toEqual({ beta: 'true', other: 'a b&c' });
  });

  it('serves the beta namespace, whose betas reach the provider', async () => {
    const message = await connect().beta.messages.create({ ...QUESTION, betas: ['beta-one', 'beta-two'] });
    expect(message.content).toMatchObject([{ type: 'text' }]);
    expect(rig.provider.requests[0]?.headers['anthropic-beta']).toBe('beta-one,beta-two');
  });

  it('keeps body fields and big numbers it has never heard of', async () => {
    const body = `{"model":"${MODEL}","max_tokens":10,"x_new":{"n":12345678901234567890,"s":"\\u4f60"},"messages":[{"role":"user","content":"hi"}]}`;
    const response = await fetch(`${rig.gateway.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': rig.gateway.token, 'anthropic-version': '2023-06-01' },
      body,
    });
    expect(response.status).toBe(200);
    expect(rig.provider.requests[0]?.bodyText).toBe(body);
  });
});

describe('leaving early', () => {
  it('stops the provider when the client aborts a running stream', async () => {
    rig.provider.reply(TEXT_REPLY);
    rig.provider.behave(hangAfterEvents(5));
    const controller = new AbortController();
    const stream = connect().messages.stream(QUESTION, { signal: controller.signal });
    stream.once('text', () => controller.abort());

    expect(await errorOf(stream.finalMessage())).toBeInstanceOf(APIUserAbortError);
    await rig.provider.waitForAbort(0);
    const record = await rig.gateway.waitForRecord(1);
    expect(record).toMatchObject({ outcome: 'cancelled', stream: true, failure: null });
    expect(record.attempts).toMatchObject([{ outcome: 'cancelled', status: 200 }]);
  });

  it('stops the provider when the client aborts before the first byte', async () => {
    rig.provider.behave(hangBeforeHeaders());
    const controller = new AbortController();
    const answer = errorOf(connect().messages.create(QUESTION, { signal: controller.signal }));
    await rig.provider.waitForRequests(1);
    controller.abort();

    expect(await answer).toBeInstanceOf(APIUserAbortError);
    await rig.provider.waitForAbort(0);
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({ outcome: 'cancelled', status: 499 });
  });
});
