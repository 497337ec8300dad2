import OpenAI, { BadRequestError, NotFoundError } from 'openai';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { errorEvent, FAKE_SIGNATURE, readConversation, startFakeProvider, UNKNOWN_MODEL } from './index';
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

const QUESTION = { model: 'gpt-fake', input: 'Hello there' };

let provider: FakeProvider;
let client: OpenAI;

beforeAll(async () => {
  provider = await startFakeProvider();
  client = new OpenAI({ baseURL: `${provider.url}/v1`, apiKey: provider.key, maxRetries: 0 });
});
afterEach(() => provider.clear());
afterAll(() => provider.close());

describe('the official OpenAI SDK against the fake, responses', () => {
  it('reads the same response from the stream and from the body', async () => {
    provider.reply(RICH_REPLY, { times: 2 });
    const question = { ...QUESTION, include: ['reasoning.encrypted_content' as const], store: false };
    const stream = client.responses.stream(question);
    const numbers: number[] = [];
    for await (const event of stream) numbers.push(event.sequence_number);
    const streamed = await stream.finalResponse();
    const whole = await client.responses.create(question);

    expect(numbers).toEqual(numbers.map((_, index) => index));
    for (const response of [streamed, whole]) {
      expect(response).toMatchObject({ status: 'completed', store: false, output_text: 'I will look 🦊.' });
      expect(response.output).toMatchObject([
        { type: 'reasoning', summary: [{ text: 'Let me think.' }], encrypted_content: FAKE_SIGNATURE },
        { type: 'message', role: 'assistant', status: 'completed' },
        { type: 'function_call', name: 'bash', arguments: '{"command":"ls -la"}' },
        { type: 'function_call', name: 'now', arguments: '{}' },
      ]);
      expect(response.usage).toEqual({
        input_tokens: 100,
        input_tokens_details: { cached_tokens: 60, cache_write_tokens: 10 },
        output_tokens: 40,
        output_tokens_details: { reasoning_tokens: 15 },
        total_tokens: 140,
      });
    }
  });

  it('carries a scripted agent through a tool call and its result', async () => {
    provider.replyAlways((request) => {
      const { toolNames, toolResults, lastUserText } = readConversation(request);
      return toolResults.length > 0
        ? { parts: [{ text: `${lastUserText}: ${toolResults[0]?.text}` }] }
        : { parts: [{ toolCall: { name: toolNames[0] ?? '', args: {} } }] };
    });
    const tools = [{ type: 'function' as const, name: 'now', parameters: { type: 'object' }, strict: false }];
    const first = await client.responses.create({ ...QUESTION, tools });
    const call = first.output.find((item) => item.type === 'function_call');
    if (!call) throw new Error('no call');
    const second = await client.responses.create({
      ...QUESTION,
      input: [
        { role: 'user', content: 'Which day?' },
        call,
        { type: 'function_call_output', call_id: call.call_id, output: 'Monday' },
      ],
    });
    expect(second.output_text).toBe('Which day?: Monday');

    const orphan = { type: 'function_call_output' as const, call_id: 'call_x', output: '' };
    await expect(client.responses.create({ ...QUESTION, input: [orphan] })).rejects.toThrow(
      /No tool call found/,
    );
  });

  it('tells a cut by length and a refusal', async () => {
    provider.reply({ parts: [{ text: 'And so on' }], stop: 'length' });
    const cut = await client.responses.stream(QUESTION).finalResponse();
    expect(cut).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });

    provider.reply({ parts: [{ text: 'No.' }], stop: 'refusal' });
    const refused = await client.responses.stream(QUESTION).finalResponse();
    expect(refused.output).toMatchObject([{ content: [{ type: 'refusal', refusal: 'No.' }] }]);
  });

  it('counts input tokens', async () => {
    const counted = await client.responses.inputTokens.count(QUESTION);
    expect(counted).toMatchObject({ object: 'response.input_tokens' });
    expect(counted.input_tokens).toBeGreaterThan(0);
  });

  it('refuses an unknown model and an empty body', async () => {
    await expect(client.responses.create({ ...QUESTION, model: UNKNOWN_MODEL })).rejects.toThrow(
      NotFoundError,
    );
    await expect(client.responses.create({ model: 'gpt-fake' })).rejects.toThrow(BadRequestError);
  });

  it('fails the response on an error inside the stream, before and after its creation', async () => {
    provider.behave(errorEvent('after-content', 'rate_limit'), { times: 1 });
    const failed = await client.responses.stream(QUESTION).finalResponse();
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'rate_limit_exceeded' } });

    provider.behave(errorEvent(0), { times: 1 });
    await expect(client.responses.stream(QUESTION).finalResponse()).rejects.toThrow(/Overloaded/);
  });
});
