import Anthropic, {
  AuthenticationError,
  BadRequestError,
  NotFoundError,
  RateLimitError,
} from '@anthropic-ai/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  errorEvent,
  failWith,
  FAKE_SIGNATURE,
  readConversation,
  startFakeProvider,
  UNKNOWN_MODEL,
} from './index';
import type { FakeProvider, Reply } from './index';

const RICH_REPLY: Reply = {
  parts: [
    { thinking: 'Let me think — ünïcode 🦊.' },
    { text: 'I will look.' },
    { toolCall: { name: 'Bash', args: { command: 'ls -la', timeout: 5 } } },
    { toolCall: { name: 'Now', args: {} } },
  ],
  usage: { input: 100, cacheRead: 60, cacheWrite: 10, output: 40, reasoning: 15 },
};

const QUESTION = {
  model: 'claude-fake-sonnet',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'Hello there' }],
};

let provider: FakeProvider;
let client: Anthropic;

beforeAll(async () => {
  provider = await startFakeProvider();
  client = new Anthropic({ baseURL: provider.url, apiKey: provider.key, maxRetries: 0 });
});
afterEach(() => provider.clear());
afterAll(() => provider.close());

describe('the official Anthropic SDK against the fake', () => {
  it('reads the same message from the stream and from the body', async () => {
    provider.reply(RICH_REPLY, { times: 2 });
    const streamed = await client.messages.stream(QUESTION).finalMessage();
    const whole = await client.messages.create(QUESTION);

    for (const message of [streamed, whole]) {
      expect(message.content).toMatchObject([
        { type: 'thinking', thinking: 'Let me think — ünïcode 🦊.', signature: FAKE_SIGNATURE },
        { type: 'text', text: 'I will look.' },
        { type: 'tool_use', name: 'Bash', input: { command: 'ls -la', timeout: 5 } },
        { type: 'tool_use', name: 'Now', input: {} },
      ]);
      expect(message).toMatchObject({ model: 'claude-fake-sonnet', stop_reason: 'tool_use' });
      expect(message.usage).toMatchObject({
        input_tokens: 30,
        cache_read_input_tokens: 60,
        cache_creation_input_tokens: 10,
        output_tokens: 40,
        output_tokens_details: { thinking_tokens: 15 },
      });
    }
    expect(provider.requests).toMatchObject([
      { protocol: 'anthropic-messages', path: '/v1/messages', model: 'claude-fake-sonnet', stream: true },
      { stream: false, aborted: false },
    ]);
  });

  it('carries a scripted agent through a tool call and its result', async () => {
    provider.replyAlways((request) => {
      const [result] = readConversation(request).toolResults;
      return result
        ? { parts: [{ text: `The tool said ${result.text}` }] }
        : { parts: [{ thinking: 'hm' }, { toolCall: { name: 'Bash', args: { command: 'date' } } }] };
    });
    const tools = [{ name: 'Bash', input_schema: { type: 'object' as const } }];
    const first = await client.messages.create({ ...QUESTION, tools });
    const call = first.content.find((block) => block.type === 'tool_use');
    const second = await client.messages.create({
      ...QUESTION,
      tools,
      messages: [
        ...QUESTION.messages,
        { role: 'assistant', content: first.content },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: call?.id ?? '', content: 'Monday' }] },
      ],
    });
    expect(second.content).toMatchObject([{ type: 'text', text: 'The tool said Monday' }]);
    expect(second.stop_reason).toBe('end_turn');
  });

  it('echoes by default, tells a refusal and a cut by length', async () => {
    const echoed = await client.messages.create(QUESTION);
    expect(echoed.content).toMatchObject([{ text: 'You said: Hello there' }]);

    provider.reply({ parts: [{ text: 'No.' }], stop: 'refusal' });
    const refused = await client.messages.stream(QUESTION).finalMessage();
    expect(refused).toMatchObject({ stop_reason: 'refusal', stop_details: { type: 'refusal' } });

    provider.reply({ parts: [{ text: 'And so on' }], stop: 'length' });
    expect((await client.messages.stream(QUESTION).finalMessage()).stop_reason).toBe('max_tokens');
  });

  it('counts tokens and pages through the models', async () => {
    const { max_tokens: _, ...countable } = QUESTION;
    expect((await client.messages.countTokens(countable)).input_tokens).toBeGreaterThan(0);

    const ids: string[] = [];
    for await (const model of client.models.list({ limit: 2 })) ids.push(model.id);
    expect(ids).toEqual(['claude-fake-opus', 'claude-fake-sonnet', 'claude-fake-haiku']);
    expect((await client.models.retrieve('claude-fake-opus')).type).toBe('model');
  });

  it('throws the typed error of each refusal', async () => {
    const stranger = new Anthropic({ baseURL: provider.url, apiKey: 'wrong', maxRetries: 0 });
    await expect(stranger.messages.create(QUESTION)).rejects.toThrow(AuthenticationError);
    await expect(client.messages.create({ ...QUESTION, model: UNKNOWN_MODEL })).rejects.toThrow(
      NotFoundError,
    );
    await expect(client.messages.create({ ...QUESTION, messages: [] })).rejects.toThrow(BadRequestError);

    provider.behave(failWith('rate_limit', { retryAfterSeconds: 7 }), { times: 1 });
    const limited = await client.messages.create(QUESTION).catch((error: unknown) => error);
    expect(limited).toBeInstanceOf(RateLimitError);
    if (!(limited instanceof RateLimitError)) return;
    expect(limited.headers.get('retry-after')).toBe('7');
    expect(limited.headers.get('anthropic-ratelimit-requests-remaining')).toBe('0');
    expect(limited.error).toMatchObject({ type: 'error', request_id: limited.requestID });

    provider.behave(failWith('overloaded'), { times: 1 });
    await expect(client.messages.create(QUESTION)).rejects.toMatchObject({ status: 529 });
  });

  it('refuses a history with an open call or a foreign signature', async () => {
    const call = { type: 'tool_use' as const, id: 'toolu_1', name: 'Bash', input: {} };
    const open = [...QUESTION.messages, { role: 'assistant' as const, content: [call] }];
    await expect(client.messages.create({ ...QUESTION, messages: open })).rejects.toThrow(
      /without `tool_result`/,
    );

    const thinking = { type: 'thinking' as const, thinking: 'hm', signature: 'from elsewhere' };
    const foreign = [
      ...QUESTION.messages,
      { role: 'assistant' as const, content: [thinking] },
      ...QUESTION.messages,
    ];
    await expect(client.messages.create({ ...QUESTION, messages: foreign })).rejects.toThrow(
      /Invalid `signature`/,
    );
  });

  it('throws on an error event inside the stream', async () => {
    for (const place of ['before-content', 'after-content'] as const) {
      provider.behave(errorEvent(place), { times: 1 });
      // oxlint-disable-next-line no-await-in-loop -- one request at a time
      await expect(client.messages.stream(QUESTION).finalMessage()).rejects.toThrow(/overloaded_error/);
    }
  });
});
