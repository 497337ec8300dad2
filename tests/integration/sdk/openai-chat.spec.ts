import OpenAI, { APIUserAbortError } from 'openai';
import { describe, expect, it } from 'vitest';
import { hangAfterEvents, hangBeforeHeaders } from '#tests/support/fake-provider/index';
import { collect, errorOf } from './error-of';
import { expectSuccess } from './expect-record';
import { RICH_REPLY, RICH_USAGE, TEXT, TEXT_REPLY, THINKING, TOOL_LOOP } from './replies';
import { useRig } from './use-rig';

const MODEL = 'gpt-fake';
const PROVIDER_MODELS = ['gpt-fake', 'gpt-fake-mini'];
const QUESTION = {
  model: MODEL,
  messages: [{ role: 'user' as const, content: 'Hello there, 世界 🌍' }],
};
const RICH_CHOICE = {
  finish_reason: 'tool_calls',
  message: {
    role: 'assistant',
    content: TEXT,
    tool_calls: [
      {
        type: 'function',
        function: { name: 'read_file', arguments: '{"path":"/tmp/ключ 🔑.txt","lines":[1,2]}' },
      },
      { type: 'function', function: { name: 'now', arguments: '{}' } },
    ],
  },
};
const RICH_SDK_USAGE = {
  prompt_tokens: 100,
  completion_tokens: 40,
  total_tokens: 140,
  prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 10 },
  completion_tokens_details: { reasoning_tokens: 15 },
};
const WITH_USAGE = { stream_options: { include_usage: true } };
const WEATHER = {
  type: 'function' as const,
  function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
};

const rig = useRig('openai-chat');

function connect(suffix = '/v1'): OpenAI {
  return new OpenAI({ baseURL: rig.gateway.url + suffix, apiKey: rig.gateway.token, maxRetries: 0 });
}

describe('answers', () => {
  it('loses nothing of a completion in one piece: reasoning, text, parallel calls, usage', async () => {
    rig.provider.reply(RICH_REPLY);
    const completion = await connect().chat.completions.create(QUESTION);

    expect(completion).toMatchObject({ model: MODEL, object: 'chat.completion', choices: [RICH_CHOICE] });
    expect(completion.choices[0]?.message).toHaveProperty('reasoning_content', THINKING);
    expect(completion.usage).toMatchObject(RICH_SDK_USAGE);
    expectSuccess(await rig.gateway.waitForRecord(1), {
      protocol: 'openai-chat',
      model: MODEL,
      upstreamModel: MODEL,
      stream: false,
      stopReason: 'tool_calls',
      usage: RICH_USAGE,
    });
  });

  it('loses nothing of a streamed completion', async () => {
    rig.provider.reply(RICH_REPLY);
    const stream = connect().chat.completions.stream({ ...QUESTION, ...WITH_USAGE });
    let text = '';
    stream.on('content', (delta) => (text += delta));
    const completion = await stream.finalChatCompletion();

    expect(text).toBe(TEXT);
    expect(completion).toMatchObject({ model: MODEL, choices: [RICH_CHOICE] });
    expect(completion.usage).toMatchObject(RICH_SDK_USAGE);
    expectSuccess(await rig.gateway.waitForRecord(1), {
      protocol: 'openai-chat',
      model: MODEL,
      stream: true,
      stopReason: 'tool_calls',
      usage: RICH_USAGE,
    });
    expect(rig.provider.requests).toHaveLength(1);
  });

  it('sends the question and streams the chunks without touching a character of either', async () => {
    rig.provider.reply(RICH_REPLY);
    const chunks = await collect(await connect().chat.completions.create({ ...QUESTION, stream: true }));
    const deltas = chunks.map((chunk) => chunk.choices[0]?.delta);

    expect(deltas.map((delta) => delta?.content ?? '').join('')).toBe(TEXT);
    const reasoning = deltas.map(
      (delta) => (delta as { reasoning_content?: string }).reasoning_content ?? '',
    );
    expect(reasoning.join('')).toBe(THINKING);
    expect(rig.provider.requests[0]?.json).toEqual({ ...QUESTION, stream: true });
  });

  it('gives no usage to a client that did not ask for any', async () => {
    const chunks = await collect(await connect().chat.completions.create({ ...QUESTION, stream: true }));
    for (const chunk of chunks) {
      expect(chunk.usage).toBeUndefined();
      expect(chunk.choices).toHaveLength(1);
    }
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({ outcome: 'success', stopReason: 'stop' });
  });

  it.each([
    ['length', 'length'],
    ['stop', 'stop'],
  ] as const)('tells why the model stopped: %s', async (stop, reason) => {
    rig.provider.reply({ ...TEXT_REPLY, stop }, { times: 2 });
    const streamed = await collect(await connect().chat.completions.create({ ...QUESTION, stream: true }));
    const whole = await connect().chat.completions.create(QUESTION);
    expect(streamed.at(-1)?.choices[0]?.finish_reason).toBe(reason);
    expect(whole.choices[0]?.finish_reason).toBe(reason);
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({ stopReason: reason, outcome: 'success' });
    expect(await rig.gateway.waitForRecord(2)).toMatchObject({ stopReason: reason, outcome: 'success' });
  });

  it('keeps a refusal apart from text', async () => {
    rig.provider.reply({ ...TEXT_REPLY, stop: 'refusal' }, { times: 2 });
    const streamed = await connect().chat.completions.stream(QUESTION).finalChatCompletion();
    const whole = await connect().chat.completions.create(QUESTION);
    expect(streamed.choices[0]?.message).toMatchObject({ refusal: TEXT });
    expect(whole.choices[0]?.message).toMatchObject({ refusal: TEXT, content: null });
  });

  it.each(['stream', 'create'] as const)('brings tool results back to the provider (%s)', async (way) => {
    rig.provider.replyAlways(TOOL_LOOP);
    const { completions } = connect().chat;
    const ask = async (
      messages: OpenAI.ChatCompletionMessageParam[],
    ): Promise<OpenAI.ChatCompletionMessage> => {
      const question = { ...QUESTION, messages, tools: [WEATHER] };
      const completion = await (way === 'stream'
        ? completions.stream(question).finalChatCompletion()
        : completions.create(question));
      const message = completion.choices[0]?.message;
      if (message === undefined) throw new Error('the completion has no choice');
      return message;
    };
    const first = await ask(QUESTION.messages);
    const calls = (first.tool_calls ?? []).filter((call) => call.type === 'function');
    expect(calls.map((call) => call.function.arguments)).toEqual(['{"city":"München"}', '{"city":"東京"}']);

    const second = await ask([
      ...QUESTION.messages,
      first,
      ...calls.map(({ id }, index) => ({
        role: 'tool' as const,
        tool_call_id: id,
        content: `${index} °C ❄️`,
      })),
    ]);
    expect(second.content).toBe('The tools said 0 °C ❄️ and 1 °C ❄️');
    expect(rig.provider.requests).toHaveLength(2);
  });

  it('runs the tools of the SDK’s own loop', async () => {
    rig.provider.replyAlways(TOOL_LOOP);
    const cities: string[] = [];
    const runner = connect().chat.completions.runTools({
      ...QUESTION,
      stream: true,
      tools: [
        {
          type: 'function',
          function: {
            ...WEATHER.function,
            description: 'Tells the weather.',
            parse: JSON.parse,
            function: ({ city }: { city: string }) => {
              cities.push(city);
              return `cold in ${city}`;
            },
          },
        },
      ],
    });
    expect(await runner.finalContent()).toBe('The tools said cold in München and cold in 東京');
    expect(cities).toEqual(['München', '東京']);
    expect(rig.provider.requests).toHaveLength(2);
  });
});

describe('models', () => {
  it('lists what the channel names and what its provider has, in OpenAI’s shape', async () => {
    rig.changeChannel({ models: ['gpt-a', 'vendor/gpt-b:free', '*'], modelMapping: { alias: 'gpt-a' } });
    const listed = await collect(connect().models.list());
    expect(listed.map(({ id }) => id).toSorted()).toEqual(
      ['alias', 'gpt-a', 'vendor/gpt-b:free', ...PROVIDER_MODELS].toSorted(),
    );
    expect(listed[0]).toMatchObject({ object: 'model', created: expect.any(Number) as number });
  });

  it('describes one model, also one with a slash in its name', async () => {
    rig.changeChannel({ models: ['vendor/gpt-b:free'] });
    expect(await connect().models.retrieve('vendor/gpt-b:free')).toMatchObject({
      id: 'vendor/gpt-b:free',
      object: 'model',
    });
  });

  it('asks the provider for the mapped model and changes nothing else in the body', async () => {
    rig.changeChannel({ models: [], modelMapping: { alias: 'vendor/gpt-real' } });
    const question = { ...QUESTION, model: 'alias', metadata: { model: 'alias' } };
    await connect().chat.completions.create(question);

    expect(rig.provider.requests[0]?.json).toEqual({ ...question, model: 'vendor/gpt-real' });
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      model: 'alias',
      upstreamModel: 'vendor/gpt-real',
    });
  });

  it('serves any model through the default one of the channel', async () => {
    rig.changeChannel({ models: ['listed'], defaultModel: 'fallback-model' });
    await connect().chat.completions.create({ ...QUESTION, model: 'whatever' });
    expect(rig.provider.requests[0]?.model).toBe('fallback-model');
  });
});

describe('base URLs', () => {
  it.each([
    ['', '/v1/chat/completions'],
    ['/', '/v1/chat/completions'],
    ['/v1', '/v1/chat/completions'],
    ['/v1/', '/v1/chat/completions'],
    ['/v1/chat/completions', '/v1/chat/completions'],
    ['/v1/chat/completions/', '/v1/chat/completions'],
    ['/api/paas/v4', '/api/paas/v4/chat/completions'],
    ['/api/paas/v4/chat/completions', '/api/paas/v4/chat/completions'],
    ['/api/openai/chat/completions', '/api/openai/chat/completions'],
  ])('reaches the provider when its base URL is pasted as "…%s"', async (suffix, path) => {
    rig.changeChannel({ baseUrl: rig.provider.url + suffix });
    await connect().chat.completions.create(QUESTION);
    expect(rig.provider.requests[0]?.path).toBe(path);
  });

  it('keeps the query of a base URL, as Azure has one, beside the client’s own', async () => {
    rig.changeChannel({ baseUrl: `${rig.provider.url}/openai/v1?api-version=preview` });
    await connect().chat.completions.create(QUESTION, { query: { trace: 'x y' } });
    expect(rig.provider.requests[0]).toMatchObject({
      path: '/openai/v1/chat/completions',
      query: { 'api-version': 'preview', trace: 'x y' },
    });
  });

  it.each(['/v1', '/v1/', '', '/', '/v1/v1'])(
    'serves a client whose own base URL ends in "%s"',
    async (suffix) => {
      const client = connect(suffix);
      expect((await client.chat.completions.create(QUESTION)).choices).toHaveLength(1);
      expect((await collect(client.models.list())).map(({ id }) => id)).toEqual(PROVIDER_MODELS);
    },
  );
});

describe('what the client adds', () => {
  it('passes unknown headers and the query on as they are', async () => {
    const headers = { 'OpenAI-Organization': 'org-mine', 'X-Made-Up': 'one, two; three="4 %20"' };
    await connect().chat.completions.create(QUESTION, { headers, query: { beta: 'true' } });
    expect(rig.provider.requests[0]).toMatchObject({
      headers: {
        'openai-organization': 'org-mine',
        'x-made-up': headers['X-Made-Up'],
        'user-agent': expect.stringContaining('OpenAI/JS') as string,
        'x-stainless-lang': 'js',
      },
      query: { beta: 'true' },
    });
  });

  it('hands the provider’s headers to the client', async () => {
    const { response } = await connect().chat.completions.create(QUESTION).withResponse();
    expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('4999');
    expect(response.headers.get('openai-processing-ms')).toBe('12');
    const record = await rig.gateway.waitForRecord(1);
    expect(record.attempts[0]?.upstreamRequestId).toBe(response.headers.get('x-request-id'));
    expect(response.headers.get('x-routex-request-id')).toBe(record.id);
  });
});

describe('leaving early', () => {
  it('stops the provider when the client aborts a running stream', async () => {
    rig.provider.reply(TEXT_REPLY);
    rig.provider.behave(hangAfterEvents(4));
    const stream = connect().chat.completions.stream(QUESTION);
    stream.once('content', () => stream.abort());

    expect(await errorOf(stream.finalChatCompletion())).toBeInstanceOf(APIUserAbortError);
    await rig.provider.waitForAbort(0);
    const record = await rig.gateway.waitForRecord(1);
    expect(record).toMatchObject({ outcome: 'cancelled', stream: true, failure: null });
    expect(record.attempts).toMatchObject([{ outcome: 'cancelled', status: 200 }]);
  });

  it('stops the provider when the reader breaks out of its loop', async () => {
    rig.provider.reply(TEXT_REPLY);
    rig.provider.behave(hangAfterEvents(4));
    for await (const chunk of await connect().chat.completions.create({ ...QUESTION, stream: true })) {
      if (chunk.choices[0]?.delta.content !== '') break;
    }
    await rig.provider.waitForAbort(0);
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({ outcome: 'cancelled' });
  });

  it('stops the provider when the client aborts before the first byte', async () => {
    rig.provider.behave(hangBeforeHeaders());
    const controller = new AbortController();
    const answer = errorOf(connect().chat.completions.create(QUESTION, { signal: controller.signal }));
    await rig.provider.waitForRequests(1);
    controller.abort();

    expect(await answer).toBeInstanceOf(APIUserAbortError);
    await rig.provider.waitForAbort(0);
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({ outcome: 'cancelled', status: 499 });
  });
});
