import OpenAI, { APIUserAbortError } from 'openai';
import { describe, expect, it } from 'vitest';
import { FAKE_SIGNATURE, hangAfterEvents, hangBeforeHeaders } from '#tests/support/fake-provider/index';
import { collect, errorOf } from './error-of';
import { expectSuccess } from './expect-record';
import { RICH_REPLY, RICH_USAGE, TEXT, TEXT_REPLY, THINKING, TOOL_LOOP } from './replies';
import { useRig } from './use-rig';

const MODEL = 'gpt-fake';
const QUESTION = {
  model: MODEL,
  input: 'Hello there, 世界 🌍',
  store: false,
  include: ['reasoning.encrypted_content' as const],
};
const RICH_OUTPUT = [
  { type: 'reasoning', summary: [{ text: THINKING }], encrypted_content: FAKE_SIGNATURE },
  { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: TEXT }] },
  { type: 'function_call', name: 'read_file', arguments: '{"path":"/tmp/ключ 🔑.txt","lines":[1,2]}' },
  { type: 'function_call', name: 'now', arguments: '{}' },
];
const RICH_SDK_USAGE = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 60, cache_write_tokens: 10 },
  output_tokens: 40,
  output_tokens_details: { reasoning_tokens: 15 },
  total_tokens: 140,
};
const WEATHER = {
  type: 'function' as const,
  name: 'weather',
  parameters: { type: 'object', properties: { city: { type: 'string' } } },
  strict: false,
};

const rig = useRig('openai-responses');

function connect(suffix = '/v1'): OpenAI {
  return new OpenAI({ baseURL: rig.gateway.url + suffix, apiKey: rig.gateway.token, maxRetries: 0 });
}

describe('answers', () => {
  it('loses nothing of a response in one piece: reasoning, text, parallel calls, usage', async () => {
    rig.provider.reply(RICH_REPLY);
    const response = await connect().responses.create(QUESTION);

    expect(response).toMatchObject({ model: MODEL, status: 'completed', output_text: TEXT });
    expect(response.output).toMatchObject(RICH_OUTPUT);
    expect(response.usage).toEqual(RICH_SDK_USAGE);
    expectSuccess(await rig.gateway.waitForRecord(1), {
      protocol: 'openai-responses',
      model: MODEL,
      upstreamModel: MODEL,
      stream: false,
      stopReason: 'completed',
      usage: RICH_USAGE,
    });
  });

  it('loses nothing of a streamed response', async () => {
    rig.provider.reply(RICH_REPLY);
    const stream = connect().responses.stream(QUESTION);
    const numbers: number[] = [];
    let text = '';
    for await (const event of stream) {
      numbers.push(event.sequence_number);
      if (event.type === 'response.output_text.delta') text += event.delta;
    }
    const response = await stream.finalResponse();

    expect(text).toBe(TEXT);
    expect(numbers).toEqual(numbers.map((_, index) => index));
    expect(response).toMatchObject({ model: MODEL, status: 'completed', output_text: TEXT });
    expect(response.output).toMatchObject(RICH_OUTPUT);
    expect(response.usage).toEqual(RICH_SDK_USAGE);
    expectSuccess(await rig.gateway.waitForRecord(1), {
      protocol: 'openai-responses',
      model: MODEL,
      stream: true,
      stopReason: 'completed',
      usage: RICH_USAGE,
    });
    expect(rig.provider.requests).toHaveLength(1);
  });

  it('sends the question and streams the events without touching a character of either', async () => {
    rig.provider.reply(TEXT_REPLY);
    const events = await collect(await connect().responses.create({ ...QUESTION, stream: true }));
    const deltas = events.map((event) => (event.type === 'response.output_text.delta' ? event.delta : ''));

    expect(deltas.join('')).toBe(TEXT);
    expect(events.at(-1)?.type).toBe('response.completed');
    expect(rig.provider.requests[0]?.json).toEqual({ ...QUESTION, stream: true });
  });

  it('counts an answer that its length limit cut as complete, with the reason', async () => {
    rig.provider.reply({ ...TEXT_REPLY, stop: 'length' }, { times: 2 });
    const cut = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } };
    expect(await connect().responses.stream(QUESTION).finalResponse()).toMatchObject(cut);
    expect(await connect().responses.create(QUESTION)).toMatchObject(cut);
    const streamed = await rig.gateway.waitForRecord(1);
    const whole = await rig.gateway.waitForRecord(2);
    expect(streamed).toMatchObject({ outcome: 'success', failure: null });
    expect(streamed.stopReason).toMatch(/max_output_tokens|incomplete/);
    expect(whole).toMatchObject({ outcome: 'success', stopReason: streamed.stopReason });
  });

  it('keeps a refusal apart from text', async () => {
    rig.provider.reply({ ...TEXT_REPLY, stop: 'refusal' });
    const refused = await connect().responses.stream(QUESTION).finalResponse();
    expect(refused.output).toMatchObject([{ content: [{ type: 'refusal', refusal: TEXT }] }]);
  });

  it.each(['stream', 'create'] as const)(
    'brings tool results and encrypted reasoning back to the provider (%s)',
    async (way) => {
      rig.provider.replyAlways(TOOL_LOOP);
      const { responses } = connect();
      const ask = (input: OpenAI.Responses.ResponseInput): Promise<OpenAI.Responses.Response> => {
        const question = { ...QUESTION, input, tools: [WEATHER] };
        return way === 'stream' ? responses.stream(question).finalResponse() : responses.create(question);
      };
      const asked = { role: 'user' as const, content: QUESTION.input };
      const first = await ask([asked]);
      const calls = first.output.filter((item) => item.type === 'function_call');
      expect(calls.map((call) => call.arguments)).toEqual(['{"city":"München"}', '{"city":"東京"}']);

      const second = await ask([
        asked,
        ...(first.output as OpenAI.Responses.ResponseInput),
        ...calls.map((call, index) => ({
          type: 'function_call_output' as const,
          call_id: call.call_id,
          output: `${index} °C ❄️`,
        })),
      ]);
      expect(second.output_text).toBe('The tools said 0 °C ❄️ and 1 °C ❄️');
      expect(rig.provider.requests[1]?.bodyText).toContain(FAKE_SIGNATURE);
      expect(rig.provider.requests).toHaveLength(2);
    },
  );
});

describe('other endpoints', () => {
  it('counts input tokens through the channel', async () => {
    const counted = await connect().responses.inputTokens.count({ model: MODEL, input: QUESTION.input });
    expect(counted).toMatchObject({ object: 'response.input_tokens' });
    expect(counted.input_tokens).toBeGreaterThan(0);
    expect(rig.provider.requests[0]?.path).toBe('/v1/responses/input_tokens');
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      protocol: 'openai-responses',
      operation: 'count_tokens',
      stream: false,
      outcome: 'success',
    });
  });

  it('lists models and describes one', async () => {
    rig.changeChannel({ models: ['gpt-a', 'gpt-b'] });
    const client = connect();
    expect((await collect(client.models.list())).map(({ id }) => id)).toEqual(['gpt-a', 'gpt-b']);
    expect(await client.models.retrieve('gpt-b')).toMatchObject({ id: 'gpt-b', object: 'model' });
  });
});

describe('model mapping', () => {
  it('asks the provider for the mapped model and changes nothing else in the body', async () => {
    rig.changeChannel({ models: [], modelMapping: { alias: 'vendor/gpt-real' } });
    const question = { ...QUESTION, model: 'alias', metadata: { model: 'alias' } };
    await connect().responses.stream(question).finalResponse();
    await connect().responses.inputTokens.count({ model: 'alias', input: 'hi' });

    expect(rig.provider.requests[0]?.json).toEqual({ ...question, model: 'vendor/gpt-real', stream: true });
    expect(rig.provider.requests[1]?.model).toBe('vendor/gpt-real');
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      model: 'alias',
      upstreamModel: 'vendor/gpt-real',
    });
  });
});

describe('base URLs', () => {
  it.each([
    ['', '/v1/responses'],
    ['/', '/v1/responses'],
    ['/v1', '/v1/responses'],
    ['/v1/', '/v1/responses'],
    ['/v1/responses', '/v1/responses'],
    ['/v1/responses/', '/v1/responses'],
    ['/api/codex', '/api/codex/v1/responses'],
  ])('reaches the provider when its base URL is pasted as "…%s"', async (suffix, path) => {
    rig.changeChannel({ baseUrl: rig.provider.url + suffix });
    const { responses } = connect();
    await responses.create(QUESTION);
    await responses.inputTokens.count({ model: MODEL, input: 'hi' });
    expect(rig.provider.requests.map((request) => request.path)).toEqual([path, `${path}/input_tokens`]);
  });

  it.each(['/v1', '/v1/', '', '/v1/v1'])(
    'serves a client whose own base URL ends in "%s"',
    async (suffix) => {
      expect((await connect(suffix).responses.create(QUESTION)).status).toBe('completed');
    },
  );
});

describe('what the client adds', () => {
  it('passes unknown headers and the query on as they are', async () => {
    const headers = { 'OpenAI-Beta': 'responses=experimental', 'X-Made-Up': 'one, two; three="4 %20"' };
    await connect().responses.create(QUESTION, { headers, query: { beta: 'true' } });
    expect(rig.provider.requests[0]).toMatchObject({
      headers: { 'openai-beta': 'responses=experimental', 'x-made-up': headers['X-Made-Up'] },
      query: { beta: 'true' },
    });
  });
});

describe('leaving early', () => {
  it('stops the provider when the client aborts a running stream', async () => {
    rig.provider.reply(TEXT_REPLY);
    rig.provider.behave(hangAfterEvents(7));
    const controller = new AbortController();
    const stream = connect().responses.stream(QUESTION, { signal: controller.signal });
    stream.once('response.output_text.delta', () => controller.abort());

    expect(await errorOf(stream.finalResponse())).toBeInstanceOf(APIUserAbortError);
    await rig.provider.waitForAbort(0);
    const record = await rig.gateway.waitForRecord(1);
    expect(record).toMatchObject({ outcome: 'cancelled', stream: true, failure: null });
    expect(record.attempts).toMatchObject([{ outcome: 'cancelled', status: 200 }]);
  });

  it('stops the provider when the client aborts before the first byte', async () => {
    rig.provider.behave(hangBeforeHeaders());
    const controller = new AbortController();
    const answer = errorOf(connect().responses.create(QUESTION, { signal: controller.signal }));
    await rig.provider.waitForRequests(1);
    controller.abort();

    expect(await answer).toBeInstanceOf(APIUserAbortError);
    await rig.provider.waitForAbort(0);
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({ outcome: 'cancelled', status: 499 });
  });
});
