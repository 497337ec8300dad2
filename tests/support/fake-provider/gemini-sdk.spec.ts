import { ApiError, GoogleGenAI } from '@google/genai';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exchangeRaw } from './exchange-raw';
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
    { thinking: 'Let me think.' },
    { text: 'I will look 🦊.' },
    { toolCall: { name: 'bash', args: { command: 'ls -la' } } },
    { toolCall: { name: 'now' } },
  ],
  usage: { input: 100, cacheRead: 60, output: 40, reasoning: 15 },
};
const USAGE = {
  promptTokenCount: 100,
  cachedContentTokenCount: 60,
  candidatesTokenCount: 25,
  thoughtsTokenCount: 15,
  totalTokenCount: 140,
};
const QUESTION = { model: 'gemini-fake-pro', contents: 'Hello there' };

let provider: FakeProvider;
let client: GoogleGenAI;

beforeAll(async () => {
  provider = await startFakeProvider();
  client = new GoogleGenAI({ apiKey: provider.key, httpOptions: { baseUrl: provider.url } });
});
afterEach(() => provider.clear());
afterAll(() => provider.close());

describe('the official Google SDK against the fake', () => {
  it('reads thoughts, text, calls and usage from the stream', async () => {
    provider.reply(RICH_REPLY);
    let thoughts = '';
    let text = '';
    const calls: unknown[] = [];
    let last: unknown;
    for await (const chunk of await client.models.generateContentStream(QUESTION)) {
      for (const part of chunk.candidates?.[0]?.content?.parts ?? []) {
        if (part.thought) thoughts += part.text ?? '';
        else text += part.text ?? '';
        if (part.functionCall) calls.push(part.functionCall);
      }
      last = chunk;
    }
    expect({ thoughts, text }).toEqual({ thoughts: 'Let me think.', text: 'I will look 🦊.' });
    expect(calls).toMatchObject([
      { name: 'bash', args: { command: 'ls -la' } },
      { name: 'now', args: {} },
    ]);
    expect(last).toMatchObject({ candidates: [{ finishReason: 'STOP' }], usageMetadata: USAGE });
  });

  it('reads the same from the body', async () => {
    provider.reply(RICH_REPLY);
    const whole = await client.models.generateContent(QUESTION);
    expect(whole.candidates?.[0]).toMatchObject({
      finishReason: 'STOP',
      content: {
        role: 'model',
        parts: [
          { text: 'Let me think.', thought: true },
          { text: 'I will look 🦊.' },
          { functionCall: { name: 'bash' }, thoughtSignature: FAKE_SIGNATURE },
          { functionCall: { name: 'now' } },
        ],
      },
    });
    expect(whole.usageMetadata).toMatchObject(USAGE);
    expect(provider.requests[0]).toMatchObject({
      protocol: 'gemini',
      model: 'gemini-fake-pro',
      stream: false,
    });
  });

  it('carries a chat through a tool call and its result, and the SDK keeps the history', async () => {
    provider.replyAlways((request) => {
      const [result] = readConversation(request).toolResults;
      return result
        ? { parts: [{ text: `The tool said ${result.text}` }] }
        : { parts: [{ text: 'Looking.' }, { toolCall: { name: 'now', args: {} } }] };
    });
    const chat = client.chats.create({ model: 'gemini-fake-pro' });
    for await (const chunk of await chat.sendMessageStream({ message: 'Which day?' }))
      expect(chunk).toBeDefined();
    const answer = await chat.sendMessage({
      message: { functionResponse: { name: 'now', response: { day: 'Monday' } } },
    });
    expect(answer.text).toBe('The tool said {"day":"Monday"}');
    expect(chat.getHistory(true).at(-1)).toMatchObject({ role: 'model', parts: [{ text: answer.text }] });
  });

  it('streams a JSON array in pieces without alt=sse, and errors in an array too', async () => {
    const url = `${provider.url}/v1beta/models/gemini-fake-pro:streamGenerateContent`;
    const ask = {
      headers: { 'x-goog-api-key': provider.key },
      body: { contents: [{ parts: [{ text: 'Hi' }] }] },
    };
    const streamed = await exchangeRaw(url, ask);
    expect(streamed.headers['content-type']).toContain('application/json');
    expect(streamed.chunks.length).toBeGreaterThan(1);
    expect(JSON.parse(streamed.text)).toHaveLength(4);

    provider.behave(errorEvent('after-content'), { times: 1 });
    const broken = JSON.parse((await exchangeRaw(url, ask)).text) as unknown[];
    expect(broken.at(-1)).toMatchObject({ error: { code: 503, status: 'UNAVAILABLE' } });

    provider.behave(failWith('overloaded'), { times: 1 });
    expect(JSON.parse((await exchangeRaw(url, ask)).text)).toMatchObject([{ error: { code: 503 } }]);
  });

  it('counts tokens and lists models in pages', async () => {
    expect((await client.models.countTokens(QUESTION)).totalTokens).toBeGreaterThan(0);
    const names: (string | undefined)[] = [];
    for await (const model of await client.models.list({ config: { pageSize: 1 } })) names.push(model.name);
    expect(names).toEqual(['models/gemini-fake-pro', 'models/gemini-fake-flash']);
  });

  it('throws the status of each refusal', async () => {
    const stranger = new GoogleGenAI({ apiKey: 'wrong', httpOptions: { baseUrl: provider.url } });
    await expect(stranger.models.generateContent(QUESTION)).rejects.toMatchObject({ status: 401 });
    await expect(client.models.generateContent({ ...QUESTION, model: UNKNOWN_MODEL })).rejects.toMatchObject({
      status: 404,
    });
    await expect(client.models.generateContent({ ...QUESTION, contents: [] })).rejects.toThrow(/contents/);

    provider.behave(failWith('rate_limit', { retryAfterSeconds: 3 }), { times: 1 });
    const limited = await client.models.generateContent(QUESTION).catch((error: unknown) => error);
    expect(limited).toBeInstanceOf(ApiError);
    expect(String(limited)).toContain('"retryDelay":"3s"');
  });

  it('throws on an error inside the stream', async () => {
    provider.behave(errorEvent('after-content'), { times: 1 });
    const stream = await client.models.generateContentStream(QUESTION);
    const read = async (): Promise<void> => {
      for await (const chunk of stream) expect(chunk).toBeDefined();
    };
    await expect(read()).rejects.toThrow(/Overloaded/);
  });
});
