import { createServer, type Server } from 'node:http';
import { GoogleGenAI, ThinkingLevel, Type, type GenerateContentResponse } from '@google/genai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { explode } from '../canonical/explode';
import type { CanonicalPart } from '../canonical/part';
import type { CanonicalEvent, CanonicalResponse, Finish } from '../canonical/response';
import { geminiCodec } from './codec';
import { createAnswerContext, createDecodeContext } from './fixtures/codec-context';

const origin = { protocol: 'gemini', channelId: null, model: null } as const;
const usage = { input: 100, output: 50, cacheRead: 40, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 30 };

const createAnswer = (
  parts: readonly CanonicalPart[],
  reason: Finish['reason'] = 'stop',
): CanonicalResponse => ({
  upstreamId: null,
  model: null,
  parts,
  finish: { reason, rawReason: null },
  usage,
});
const text: CanonicalPart = { type: 'text', text: 'Hello 👋' };
const thought: CanonicalPart = {
  type: 'reasoning',
  text: 'Hm.',
  state: { kind: 'signature', data: 'c2ln' },
  origin,
};
const call = (id: string): CanonicalPart => ({ type: 'toolCall', id, name: 'f', args: '{"a":1}' });

/** The official SDK as client of a server that gives what the codec wrote. */
describe("Google's SDK", () => {
  let server: Server;
  let client: GoogleGenAI;
  let events: readonly CanonicalEvent[] = [];
  let answer = createAnswer([text]);
  let received: unknown = null;

  function writeStream(): string {
    const encoder = geminiCodec.createStreamEncoder(createAnswerContext());
    const chunks = events.map((event) => encoder.push(event) + encoder.ping());
    return encoder.preamble() + chunks.join('');
  }

  const writeWhole = (): string => JSON.stringify(geminiCodec.encodeResponse(answer, createAnswerContext()));

  beforeAll(async () => {
    server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        received = JSON.parse(Buffer.concat(pieces).toString());
        const isStream = request.url?.includes(':streamGenerateContent') === true;
        response.setHeader('content-type', isStream ? 'text/event-stream' : 'application/json');
        response.end(isStream ? writeStream() : writeWhole());
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    client = new GoogleGenAI({
      apiKey: 'sk-fake-key',
      httpOptions: { baseUrl: `http://127.0.0.1:${port}` },
    });
  });

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  beforeEach(() => {
    received = null;
  });

  function give(next: CanonicalResponse): void {
    answer = next;
    events = explode(next);
  }

  const ask = { model: 'gemini-3.5-pro', contents: 'Hi' };

  async function readStream(): Promise<GenerateContentResponse[]> {
    const chunks: GenerateContentResponse[] = [];
    for await (const chunk of await client.models.generateContentStream(ask)) chunks.push(chunk);
    return chunks;
  }

  it.each([
    ['text', createAnswer([text]), 'STOP'],
    ['thoughts', createAnswer([thought, text]), 'STOP'],
    ['one call', createAnswer([call('c1')], 'tool_calls'), 'STOP'],
    ['parallel calls', createAnswer([thought, call('c1'), call('c2')], 'tool_calls'), 'STOP'],
    ['a refusal', createAnswer([{ type: 'refusal', text: 'No.' }], 'refusal'), 'SAFETY'],
    ['an answer cut by its limit', createAnswer([text], 'length'), 'MAX_TOKENS'],
    ['a continued answer', createAnswer([text], 'pause'), 'MAX_TOKENS'],
    ['nothing', createAnswer([]), 'STOP'],
  ])('reads %s, whole and as a stream', async (_name, next, finishReason) => {
    give(next);
    const whole = await client.models.generateContent(ask);
    const chunks = await readStream();
    const texts = next.parts.flatMap((part) =>
      part.type === 'text' || part.type === 'refusal' ? part.text : [],
    );
    const ids = next.parts.flatMap((part) => (part.type === 'toolCall' ? part.id : []));

    expect(whole.candidates?.[0]?.finishReason).toBe(finishReason);
    expect(whole.functionCalls?.map(({ id }) => id) ?? []).toEqual(ids);
    expect(whole.usageMetadata?.totalTokenCount).toBe(150);
    if (ids.length === 0) expect(whole.text).toBe(texts.join(''));

    const last = chunks.at(-1);
    expect(last?.candidates?.[0]?.finishReason).toBe(finishReason);
    expect(last?.usageMetadata?.thoughtsTokenCount).toBe(30);
    expect(chunks.flatMap((chunk) => chunk.functionCalls ?? []).map(({ id }) => id)).toEqual(ids);
    // The SDK complains on the console when asked for the text of a call.
    const spoken = chunks.filter((chunk) => chunk.functionCalls === undefined);
    expect(spoken.map((chunk) => chunk.text ?? '').join('')).toBe(texts.join(''));
  });

  it('case 87: reads a blocked prompt', async () => {
    give(createAnswer([], 'content_filter'));
    expect((await client.models.generateContent(ask)).promptFeedback?.blockReason).toBe('SAFETY');
    expect((await readStream()).map((chunk) => chunk.promptFeedback?.blockReason)).toEqual(['SAFETY']);
  });

  it('raises an error in the middle of a stream', async () => {
    const error = { kind: 'truncated', message: 'Cut.', status: null, retryAfterMs: null } as const;
    events = [...explode(createAnswer([text])).slice(0, 3), { type: 'error', error }];
    await expect(readStream()).rejects.toMatchObject({
      status: 503,
      message: expect.stringContaining('Cut.'),
    });
  });

  it.each([
    ['text', createAnswer([text])],
    ['thoughts and text', createAnswer([thought, text])],
    ['calls', createAnswer([thought, text, call('c1'), call('c2')], 'tool_calls')],
    ['nothing', createAnswer([])],
  ])('case 85: a chat keeps a turn of %s, and gives it back as it was', async (_name, next) => {
    for (const isStream of [true, false]) {
      give(next);
      const chat = client.chats.create({ model: 'gemini-3.5-pro' });
      if (isStream) for await (const _ of await chat.sendMessageStream({ message: 'Hi' }));
      else await chat.sendMessage({ message: 'Hi' });
      expect(chat.getHistory(true).length).toBeGreaterThan(1);

      await chat.sendMessage({ message: 'Go on.' });
      const { messages } = geminiCodec.decodeRequest(received, createDecodeContext());
      expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
      const parts = messages[1]?.parts ?? [];
      expect(parts.flatMap((part) => (part.type === 'text' ? part.text : [])).join('')).toBe(
        next.parts.flatMap((part) => (part.type === 'text' ? part.text : [])).join(''),
      );
      expect(parts.flatMap((part) => (part.type === 'toolCall' ? [[part.id, part.args]] : []))).toEqual(
        next.parts.flatMap((part) => (part.type === 'toolCall' ? [[part.id, part.args]] : [])),
      );
      const signed = parts.filter((part) => 'signature' in part);
      expect(signed).toHaveLength(next.parts.includes(thought) ? 1 : 0);
    }
  });

  it('case 44: writes a request that says what was meant', async () => {
    give(createAnswer([text]));
    await client.models.generateContent({
      model: 'gemini-3.5-pro',
      contents: [
        { role: 'user', parts: [{ text: 'Hi' }] },
        { role: 'model', parts: [{ functionCall: { name: 'f', args: { a: 1 } }, thoughtSignature: 'c2ln' }] },
        { role: 'user', parts: [{ functionResponse: { name: 'f', response: { output: 'ok' } } }] },
      ],
      config: {
        systemInstruction: 'Be kind.',
        maxOutputTokens: 5,
        tools: [
          {
            functionDeclarations: [
              { name: 'f', parameters: { type: Type.OBJECT, properties: { a: { type: Type.INTEGER } } } },
            ],
          },
        ],
        thinkingConfig: { includeThoughts: true, thinkingLevel: ThinkingLevel.HIGH },
      },
    });
    expect(geminiCodec.decodeRequest(received, createDecodeContext())).toMatchObject({
      system: [{ text: 'Be kind.' }],
      messages: [
        {},
        { role: 'assistant', parts: [{ type: 'toolCall', name: 'f', args: '{"a":1}', signature: 'c2ln' }] },
        { role: 'user', parts: [{ type: 'toolResult', name: 'f', content: [{ text: 'ok' }] }] },
      ],
      tools: [{ name: 'f', schema: { type: 'object', properties: { a: { type: 'integer' } } } }],
      maxTokens: 5,
      reasoning: { mode: 'effort', effort: 'high', show: 'summary' },
    });
  });
});
