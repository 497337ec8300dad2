import Anthropic from '@anthropic-ai/sdk';
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema';
import { describe, expect, it } from 'vitest';
import { changeAnswer, readConversation } from '#tests/support/fake-provider/index';
import type { Answer as WireAnswer } from '#tests/support/fake-provider/index';
import { collect } from '../sdk/error-of';
import { TOOL_LOOP } from '../sdk/replies';
import { profileOf } from './support/create-channel';
import { CONVERTED_PAIRS } from './support/pairs';
import { rawQuestion } from './support/raw-requests';
import { WAYS } from './support/sdk-client';
import { usePair } from './support/use-pair';

// What only clients of Anthropic's protocol ask for, on channels of all others.

const MODEL = 'claude-of-the-client';
const MESSAGES = [{ role: 'user' as const, content: 'Hello there' }];

describe.each(CONVERTED_PAIRS.filter(({ client }) => client === 'anthropic-messages'))(
  '$title:',
  ({ client, channel }) => {
    const rig = usePair({ client, channel });
    const connect = (): Anthropic =>
      new Anthropic({ baseURL: rig.gateway.url, apiKey: rig.gateway.token, maxRetries: 0 });

    it.each([true, false])(
      'case 61: the SDK’s tool runner, which wants a thread, goes on without one (stream %s)',
      async (stream) => {
        rig.provider.replyAlways(TOOL_LOOP);
        const cities: string[] = [];
        const weather = betaTool({
          name: 'weather',
          description: 'Tells the weather.',
          inputSchema: {
            type: 'object',
            properties: { city: { type: 'string' } },
            required: ['city'],
            additionalProperties: false,
          },
          run: ({ city }) => {
            cities.push(city);
            return `cold in ${city}`;
          },
        });
        const runner = connect().beta.messages.toolRunner({
          model: MODEL,
          max_tokens: 100,
          messages: MESSAGES,
          tools: [weather],
          stream,
        });
        const last = await runner.runUntilDone();

        expect(cities).toEqual(['München', '東京']);
        expect(last.content).toMatchObject([
          { type: 'text', text: expect.stringContaining('cold in 東京') as string },
        ]);
        const [, second] = rig.provider.requests;
        expect(second && readConversation(second).toolResults).toHaveLength(2);
      },
    );

    it.each(WAYS)('%s: case 64: a request that only warms a cache calls nobody', async (way) => {
      const { messages } = connect();
      const params = { model: MODEL, max_tokens: 0, messages: MESSAGES };
      const message = await (way === 'stream'
        ? messages.stream(params).finalMessage()
        : messages.create(params));

      expect(message).toMatchObject({ content: [], stop_reason: 'max_tokens' });
      expect(message.usage).toMatchObject({ input_tokens: 0, output_tokens: 0 });
      expect(rig.provider.requests).toEqual([]);
      expect(await rig.gateway.waitForRecord(1)).toMatchObject({ outcome: 'success', status: 200 });
    });

    it('case 65: a client of the newest version of the protocol is served as well', async () => {
      const message = await connect().messages.create(
        { model: MODEL, max_tokens: 100, messages: MESSAGES },
        { headers: { 'anthropic-version': '2026-10-21' } },
      );
      expect(message).toMatchObject({
        type: 'message',
        role: 'assistant',
        content: [{ type: 'text', text: 'You said: Hello there' }],
        stop_details: null,
        container: null,
      });
    });
  },
);

describe('anthropic-messages → openai-chat:', () => {
  const rig = usePair({ client: 'anthropic-messages', channel: 'openai-chat' });

  it('case 70: a stream without usage tells an estimate, by which agents decide when to compact', async () => {
    rig.changeChannel({
      profile: { ...profileOf('openai', 'openai-chat'), streamOptions: false },
    });
    const client = new Anthropic({ baseURL: rig.gateway.url, apiKey: rig.gateway.token, maxRetries: 0 });
    const events = await collect(
      await client.messages.create({ model: MODEL, max_tokens: 100, messages: MESSAGES, stream: true }),
    );
    const end = events.find((event) => event.type === 'message_delta');
    expect(end?.usage.input_tokens).toBeGreaterThan(0);
    expect(end?.usage.output_tokens).toBeGreaterThan(0);
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({ usage: { estimated: true } });
  });

  it.each(WAYS)('%s: case 70: an answer without usage tells an estimate', async (way) => {
    rig.provider.behave(changeAnswer(withoutUsage));
    const answer = await rig.connect(way).ask({ text: 'Hello there' });
    expect(answer.usage['input_tokens']).toBeGreaterThan(0);
    expect(answer.usage['output_tokens']).toBeGreaterThan(0);
  });
});

/** Servers of open models often count nothing. */
function withoutUsage(answer: WireAnswer): WireAnswer {
  const { 'content-length': _, ...headers } = answer.headers as Record<string, string>;
  const pieces = answer.pieces.flatMap((piece) => {
    const text = Buffer.from(piece.bytes).toString();
    if (piece.role !== 'body') return text.includes('"choices":[],') ? [] : [piece];
    const { usage: _usage, ...body } = JSON.parse(text) as Record<string, unknown>;
    return [{ ...piece, bytes: Buffer.from(JSON.stringify(body)) }];
  });
  return { ...answer, headers, pieces };
}

describe.each(CONVERTED_PAIRS.filter(({ client }) => client !== 'openai-chat'))(
  '$title:',
  ({ client, channel }) => {
    const rig = usePair({ client, channel });

    it('case 72: tokens are estimated without a call, tools and images included', async () => {
      const small = await countTokens(rig.gateway, client, false);
      const large = await countTokens(rig.gateway, client, true);

      expect(small.tokens).toBeGreaterThan(0);
      expect(large.tokens).toBeGreaterThan(small.tokens + 50);
      expect(large.estimated).toBe('1');
      expect(rig.provider.requests).toEqual([]);
    });
  },
);

const SCHEMA = { type: 'object', properties: { city: { type: 'string', description: 'Where it is.' } } };
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAyAAAAJYCAYAAAB';

/** Asks for a count, of a small question or of one with a tool and an image. */
async function countTokens(
  gateway: { readonly url: string; readonly token: string },
  client: (typeof CONVERTED_PAIRS)[number]['client'],
  rich: boolean,
): Promise<{ tokens: number; estimated: string | null }> {
  const { path, headers, body } = COUNTS[client](rich, rawQuestion(client, gateway.token, false));
  const response = await fetch(gateway.url + path, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  const counted = (await response.json()) as { input_tokens?: number; totalTokens?: number };
  return {
    tokens: counted.input_tokens ?? counted.totalTokens ?? 0,
    estimated: response.headers.get('x-routex-estimated'),
  };
}

type Count = (rich: boolean, question: ReturnType<typeof rawQuestion>) => typeof question;

const COUNTS: Readonly<Record<(typeof CONVERTED_PAIRS)[number]['client'], Count>> = {
  'anthropic-messages': (rich, { headers }) => ({
    path: '/v1/messages/count_tokens',
    headers,
    body: {
      model: MODEL,
      messages: rich
        ? [
            ...MESSAGES,
            {
              role: 'user',
              content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } }],
            },
          ]
        : MESSAGES,
      ...(rich ? { tools: [{ name: 'weather', input_schema: SCHEMA }] } : {}),
    },
  }),
  'openai-chat': () => {
    throw new Error('OpenAI Chat counts no tokens');
  },
  'openai-responses': (rich, { headers }) => ({
    path: '/v1/responses/input_tokens',
    headers,
    body: {
      model: 'gpt-of-the-client',
      input: rich
        ? [
            {
              role: 'user',
              content: [{ type: 'input_image', image_url: `data:image/png;base64,${PNG}`, detail: 'auto' }],
            },
          ]
        : 'Hello there',
      ...(rich ? { tools: [{ type: 'function', name: 'weather', parameters: SCHEMA, strict: false }] } : {}),
    },
  }),
  gemini: (rich, { headers, body }) => ({
    path: '/v1beta/models/gemini-of-the-client:countTokens',
    headers,
    body: rich
      ? {
          generateContentRequest: {
            model: 'models/gemini-of-the-client',
            contents: [{ role: 'user', parts: [{ inlineData: { mimeType: 'image/png', data: PNG } }] }],
            tools: [{ functionDeclarations: [{ name: 'weather', parametersJsonSchema: SCHEMA }] }],
          },
        }
      : body,
  }),
};
