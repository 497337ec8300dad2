import OpenAI, { BadRequestError, InternalServerError } from 'openai';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { errorEvent, failWith, readConversation, startFakeProvider, UNKNOWN_MODEL } from './index';
import type { FakeProvider, Reply } from './index';

const RICH_REPLY: Reply = {
  parts: [
    { thinking: 'Let me think.' },
    { text: 'I will look 🦊.' },
    { toolCall: { name: 'bash', args: { command: 'ls -la' } } },
    { toolCall: { name: 'now' } },
  ],
  usage: { input: 100, cacheRead: 60, cacheWrite: 10, output: 40, reasoning: 15 },
};

const QUESTION = { model: 'gpt-fake', messages: [{ role: 'user' as const, content: 'Hello there' }] };

let provider: FakeProvider;
let client: OpenAI;

beforeAll(async () => {
  provider = await startFakeProvider();
  client = new OpenAI({ baseURL: `${provider.url}/v1`, apiKey: provider.key, maxRetries: 0 });
});
afterEach(() => provider.clear());
afterAll(() => provider.close());

describe('the official OpenAI SDK against the fake, chat completions', () => {
  it('reads the same completion from the stream and from the body', async () => {
    provider.reply(RICH_REPLY, { times: 2 });
    const streamed = await client.chat.completions
      .stream({ ...QUESTION, stream_options: { include_usage: true } })
      .finalChatCompletion();
    const whole = await client.chat.completions.create(QUESTION);

    for (const completion of [streamed, whole]) {
      expect(completion.choices[0]).toMatchObject({
        finish_reason: 'tool_calls',
        message: {
          role: 'assistant',
          content: 'I will look 🦊.',
          tool_calls: [
            { type: 'function', function: { name: 'bash', arguments: '{"command":"ls -la"}' } },
            { type: 'function', function: { name: 'now', arguments: '{}' } },
          ],
        },
      });
      expect(completion.usage).toMatchObject({
        prompt_tokens: 100,
        completion_tokens: 40,
        total_tokens: 140,
        prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 10 },
        completion_tokens_details: { reasoning_tokens: 15 },
      });
    }
    expect(whole.choices[0]?.message).toHaveProperty('reasoning_content', 'Let me think.');
  });

  it('tells usage in a stream only when asked', async () => {
    const stream = await client.chat.completions.create({ ...QUESTION, stream: true });
    let text = '';
    for await (const chunk of stream) {
      expect(chunk.usage).toBeUndefined();
      text += chunk.choices[0]?.delta.content ?? '';
    }
    expect(text).toBe('You said: Hello there');
  });

  it('carries a scripted agent through a tool call and its result', async () => {
    provider.replyAlways((request) => {
      const { toolNames, toolResults } = readConversation(request);
      return toolResults.length > 0
        ? { parts: [{ text: `The tool said ${toolResults[0]?.text}` }] }
        : { parts: [{ toolCall: { name: toolNames[0] ?? '', args: {} } }] };
    });
    const tools = [{ type: 'function' as const, function: { name: 'now', parameters: { type: 'object' } } }];
    const first = await client.chat.completions.create({ ...QUESTION, tools });
    const message = first.choices[0]?.message;
    if (!message) throw new Error('no message');
    const second = await client.chat.completions.create({
      ...QUESTION,
      messages: [
        ...QUESTION.messages,
        message,
        { role: 'tool', tool_call_id: message.tool_calls?.[0]?.id ?? '', content: 'Monday' },
      ],
    });
    expect(second.choices[0]?.message.content).toBe('The tool said Monday');
  });

  it('tells a refusal in both forms', async () => {
    provider.reply({ parts: [{ text: 'No.' }], stop: 'refusal' }, { times: 2 });
    const streamed = await client.chat.completions.stream(QUESTION).finalChatCompletion();
    const whole = await client.chat.completions.create(QUESTION);
    expect(streamed.choices[0]?.message).toMatchObject({ refusal: 'No.' });
    expect(whole.choices[0]?.message).toMatchObject({ refusal: 'No.', content: null });
  });

  it('lists models', async () => {
    const ids = (await client.models.list()).data.map((model) => model.id);
    expect(ids).toEqual(['gpt-fake', 'gpt-fake-mini']);
    expect((await client.models.retrieve('gpt-fake')).object).toBe('model');
  });

  it('throws the typed error of each refusal', async () => {
    const ask = (changes: object) => client.chat.completions.create({ ...QUESTION, ...changes });
    const stranger = new OpenAI({ baseURL: `${provider.url}/v1`, apiKey: 'wrong', maxRetries: 0 });
    await expect(stranger.chat.completions.create(QUESTION)).rejects.toMatchObject({
      status: 401,
      code: 'invalid_api_key',
      requestID: expect.stringMatching(/^req_/) as string,
    });
    await expect(ask({ model: UNKNOWN_MODEL })).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
    await expect(ask({ messages: [] })).rejects.toThrow(BadRequestError);
    await expect(ask({ messages: [{ role: 'tool', tool_call_id: 'x', content: '' }] })).rejects.toThrow(
      /role 'tool'/,
    );

    provider.behave(failWith('quota'), { times: 1 });
    await expect(ask({})).rejects.toMatchObject({ status: 429, code: 'insufficient_quota' });
    provider.behave(failWith('server_error'), { times: 1 });
    await expect(ask({})).rejects.toThrow(InternalServerError);
  });

  it('throws on an error inside the stream', async () => {
    for (const place of ['before-content', 'after-content'] as const) {
      provider.behave(errorEvent(place), { times: 1 });
      // oxlint-disable-next-line no-await-in-loop -- one request at a time
      await expect(client.chat.completions.stream(QUESTION).finalChatCompletion()).rejects.toThrow(
        /Overloaded/,
      );
    }
  });
});
