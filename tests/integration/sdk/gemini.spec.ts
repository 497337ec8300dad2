import { createPartFromFunctionResponse, GoogleGenAI } from '@google/genai';
import type { Content, GenerateContentResponse, Part } from '@google/genai';
import { describe, expect, it } from 'vitest';
import { FAKE_SIGNATURE, hangAfterEvents, hangBeforeHeaders } from '#tests/support/fake-provider/index';
import { collect, errorOf } from './error-of';
import { expectSuccess } from './expect-record';
import { RICH_REPLY, RICH_USAGE, TEXT, TEXT_REPLY, THINKING, TOOL_LOOP } from './replies';
import { useRig } from './use-rig';

const MODEL = 'gemini-fake-pro';
const PROVIDER_MODELS = ['models/gemini-fake-pro', 'models/gemini-fake-flash'];
const QUESTION = { model: MODEL, contents: 'Hello there, 世界 🌍' };
const ASKED = [{ role: 'user', parts: [{ text: QUESTION.contents }] }];
const READ_FILE = { name: 'read_file', args: { path: '/tmp/ключ 🔑.txt', lines: [1, 2] } };
const RICH_SDK_USAGE = {
  promptTokenCount: 100,
  cachedContentTokenCount: 60,
  candidatesTokenCount: 25,
  thoughtsTokenCount: 15,
  totalTokenCount: 140,
};
/** Gemini tells nothing of cache writes. */
const GEMINI_USAGE = { ...RICH_USAGE, cacheWrite5m: 0 };
const WEATHER = [{ functionDeclarations: [{ name: 'weather', parametersJsonSchema: { type: 'object' } }] }];

const rig = useRig('gemini');

function connect(httpOptions: { baseUrl?: string; apiVersion?: string } = {}): GoogleGenAI {
  return new GoogleGenAI({
    apiKey: rig.gateway.token,
    httpOptions: { baseUrl: rig.gateway.url, ...httpOptions },
  });
}

function partsOf(response: GenerateContentResponse | undefined): Part[] {
  return response?.candidates?.[0]?.content?.parts ?? [];
}

/** Texts of parts that are thoughts, or that are not, joined. */
function textOf(parts: readonly Part[], thought: boolean): string {
  return parts.map((part) => ((part.thought ?? false) === thought ? (part.text ?? '') : '')).join('');
}

describe.each([
  ['the SDK’s default version', {}, '/v1'],
  ['/v1beta', { apiVersion: 'v1beta' }, '/v1beta'],
])('answers, %s', (_name, options, version) => {
  it('loses nothing of an answer in one piece: thoughts, text, parallel calls, usage', async () => {
    rig.provider.reply(RICH_REPLY);
    const response = await connect(options).models.generateContent(QUESTION);

    expect(partsOf(response)).toMatchObject([
      { text: THINKING, thought: true },
      { text: TEXT },
      { functionCall: READ_FILE, thoughtSignature: FAKE_SIGNATURE },
      { functionCall: { name: 'now', args: {} }, thoughtSignature: FAKE_SIGNATURE },
    ]);
    expect(response).toMatchObject({
      modelVersion: MODEL,
      candidates: [{ finishReason: 'STOP' }],
      usageMetadata: RICH_SDK_USAGE,
    });
    expect(rig.provider.requests[0]?.path).toBe(`${version}/models/${MODEL}:generateContent`);
    expectSuccess(await rig.gateway.waitForRecord(1), {
      protocol: 'gemini',
      model: MODEL,
      upstreamModel: MODEL,
      stream: false,
      stopReason: 'STOP',
      usage: GEMINI_USAGE,
    });
  });

  it('loses nothing of a streamed answer', async () => {
    rig.provider.reply(RICH_REPLY);
    const chunks = await collect(await connect(options).models.generateContentStream(QUESTION));
    const parts = chunks.flatMap(partsOf);

    expect(textOf(parts, true)).toBe(THINKING);
    expect(textOf(parts, false)).toBe(TEXT);
    expect(parts.filter((part) => part.functionCall)).toMatchObject([
      { functionCall: READ_FILE, thoughtSignature: FAKE_SIGNATURE },
      { functionCall: { name: 'now', args: {} }, thoughtSignature: FAKE_SIGNATURE },
    ]);
    expect(chunks.at(-1)).toMatchObject({
      candidates: [{ finishReason: 'STOP' }],
      usageMetadata: RICH_SDK_USAGE,
    });
    expect(rig.provider.requests[0]).toMatchObject({
      path: `${version}/models/${MODEL}:streamGenerateContent`,
      query: { alt: 'sse' },
      json: { contents: ASKED },
    });
    expectSuccess(await rig.gateway.waitForRecord(1), {
      protocol: 'gemini',
      model: MODEL,
      stream: true,
      stopReason: 'STOP',
      usage: GEMINI_USAGE,
    });
  });
});

describe('conversations', () => {
  it.each([
    ['length', 'MAX_TOKENS'],
    ['refusal', 'SAFETY'],
  ] as const)('tells why the model stopped: %s', async (stop, reason) => {
    rig.provider.reply({ ...TEXT_REPLY, stop }, { times: 2 });
    const chunks = await collect(await connect().models.generateContentStream(QUESTION));
    const whole = await connect().models.generateContent(QUESTION);
    expect(chunks.at(-1)?.candidates?.[0]?.finishReason).toBe(reason);
    expect(whole.candidates?.[0]?.finishReason).toBe(reason);
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({ stopReason: reason, outcome: 'success' });
    expect(await rig.gateway.waitForRecord(2)).toMatchObject({ stopReason: reason, outcome: 'success' });
  });

  it.each(['stream', 'whole'] as const)(
    'brings tool results and thought signatures back to the provider (%s)',
    async (way) => {
      rig.provider.replyAlways(TOOL_LOOP);
      const { models } = connect();
      const ask = async (contents: Content[]): Promise<Part[]> => {
        const question = { model: MODEL, contents, config: { tools: WEATHER } };
        return way === 'stream'
          ? (await collect(await models.generateContentStream(question))).flatMap(partsOf)
          : partsOf(await models.generateContent(question));
      };
      const first = await ask(ASKED);
      const calls = first.flatMap((part) => part.functionCall ?? []);
      expect(calls).toMatchObject([{ args: { city: 'München' } }, { args: { city: '東京' } }]);

      const results = calls.map(({ id = '', name = '' }, index) =>
        createPartFromFunctionResponse(id, name, { sky: `${index} °C ❄️` }),
      );
      const second = await ask([...ASKED, { role: 'model', parts: first }, { role: 'user', parts: results }]);
      expect(textOf(second, false)).toBe('The tools said {"sky":"0 °C ❄️"} and {"sky":"1 °C ❄️"}');
      expect(rig.provider.requests[1]?.bodyText).toContain(FAKE_SIGNATURE);
      expect(rig.provider.requests).toHaveLength(2);
    },
  );

  it('keeps a streamed chat’s history whole, so that the SDK sends it back', async () => {
    rig.provider.reply(TEXT_REPLY);
    const chat = connect().chats.create({ model: MODEL });
    const chunks = await collect(await chat.sendMessageStream({ message: 'One' }));
    expect(textOf(chunks.flatMap(partsOf), false)).toBe(TEXT);

    expect((await chat.sendMessage({ message: 'Two' })).text).toBe('You said: Two');
    const sent = rig.provider.requests[1]?.json as { contents: Content[] } | undefined;
    const said = (sent?.contents ?? [])
      .filter(({ role }) => role === 'model')
      .flatMap(({ parts }) => parts ?? []);
    expect(textOf(said, false)).toBe(TEXT);
    expect(chat.getHistory(true).at(-1)).toMatchObject({ role: 'model', parts: [{ text: 'You said: Two' }] });
  });
});

describe('models', () => {
  it.each([{}, { apiVersion: 'v1beta' }])('lists them in Google’s shape (%o)', async (options) => {
    rig.changeChannel({ models: ['gemini-a', 'gemini-b'], modelMapping: { alias: 'gemini-a' } });
    const listed = await collect(await connect(options).models.list({ config: { pageSize: 1 } }));
    const names = ['models/alias', 'models/gemini-a', 'models/gemini-b'];
    expect(listed.map(({ name }) => name).toSorted()).toEqual(names);
    expect(listed[0]?.supportedActions).toContain('generateContent');
    expect(await connect(options).models.get({ model: 'gemini-b' })).toMatchObject({
      name: 'models/gemini-b',
    });
    expect(rig.provider.requests).toEqual([]);
  });

  it('lists them in Google’s shape under /v1beta, whatever else the request says', async () => {
    rig.changeChannel({ models: ['gemini-a'] });
    const response = await fetch(`${rig.gateway.url}/v1beta/models`, {
      headers: { authorization: `Bearer ${rig.gateway.token}` },
    });
    expect(await response.json()).toMatchObject({ models: [{ name: 'models/gemini-a' }] });
  });

  it('counts tokens through the channel', async () => {
    const counted = await connect().models.countTokens(QUESTION);
    expect(counted.totalTokens).toBeGreaterThan(0);
    expect(rig.provider.requests[0]?.path).toBe(`/v1/models/${MODEL}:countTokens`);
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({
      operation: 'count_tokens',
      stream: false,
      outcome: 'success',
    });
  });

  it.each([
    ['gemini-real', 'gemini-real'],
    ['real 100%/?#:x', 'real%20100%25/%3F%23%3Ax'],
  ])('puts the mapped model %s into the URL and leaves the body alone', async (real, path) => {
    rig.changeChannel({ models: [], modelMapping: { alias: real } });
    const { models } = connect();
    await models.generateContent({ model: 'alias', contents: 'the model is "alias"' }).catch(() => undefined);
    expect(rig.provider.requests[0]).toMatchObject({
      path: `/v1/models/${path}:generateContent`,
      json: { contents: [{ role: 'user', parts: [{ text: 'the model is "alias"' }] }] },
    });
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({ model: 'alias', upstreamModel: real });
  });

  it('maps the model of streams and of token counts too', async () => {
    rig.changeChannel({ models: [], modelMapping: { alias: 'gemini-real' } });
    const { models } = connect();
    await collect(await models.generateContentStream({ ...QUESTION, model: 'models/alias' }));
    await models.countTokens({ ...QUESTION, model: 'alias' });
    expect(rig.provider.requests.map(({ path }) => path)).toEqual([
      '/v1/models/gemini-real:streamGenerateContent',
      '/v1/models/gemini-real:countTokens',
    ]);
  });

  it('keeps the path of a tuned model', async () => {
    await connect().models.generateContent({ ...QUESTION, model: 'tunedModels/mine-1' });
    expect(rig.provider.requests[0]?.path).toBe('/v1/tunedModels/mine-1:generateContent');
  });
});

describe('base URLs', () => {
  it.each([
    ['', '/v1'],
    ['/', '/v1'],
    ['/v1beta', '/v1beta'],
    ['/v1beta/', '/v1beta'],
    ['/v1beta/models', '/v1beta'],
    ['/v1beta/models/gemini-other:generateContent', '/v1beta'],
    ['/google', '/google/v1'],
  ])('reaches the provider when its base URL is pasted as "…%s"', async (suffix, prefix) => {
    rig.changeChannel({ baseUrl: rig.provider.url + suffix });
    const { models } = connect();
    await models.generateContent(QUESTION);
    await collect(await models.generateContentStream(QUESTION));
    expect(rig.provider.requests.map(({ path }) => path)).toEqual([
      `${prefix}/models/${MODEL}:generateContent`,
      `${prefix}/models/${MODEL}:streamGenerateContent`,
    ]);
  });

  it.each(['', '/', '/v1', '/v1beta', '/v1beta/'])(
    'serves a client whose own base URL ends in "%s"',
    async (suffix) => {
      const { models } = connect({ baseUrl: rig.gateway.url + suffix });
      expect((await models.generateContent(QUESTION)).text).toContain('You said');
      expect((await collect(await models.list())).map(({ name }) => name)).toEqual(PROVIDER_MODELS);
    },
  );
});

describe('leaving early', () => {
  it('stops the provider when the client aborts a running stream', async () => {
    rig.provider.reply(TEXT_REPLY);
    rig.provider.behave(hangAfterEvents(3));
    const controller = new AbortController();
    const stream = await connect().models.generateContentStream({
      ...QUESTION,
      config: { abortSignal: controller.signal },
    });
    const texts: (string | undefined)[] = [];
    const read = async (): Promise<void> => {
      for await (const chunk of stream) {
        texts.push(chunk.text);
        controller.abort();
      }
    };
    expect(String(await errorOf(read()))).toMatch(/abort/i);
    expect(texts).not.toEqual([]);
    await rig.provider.waitForAbort(0);
    const record = await rig.gateway.waitForRecord(1);
    expect(record).toMatchObject({ outcome: 'cancelled', stream: true, failure: null });
    expect(record.attempts).toMatchObject([{ outcome: 'cancelled', status: 200 }]);
  });

  it('stops the provider when the client aborts before the first byte', async () => {
    rig.provider.behave(hangBeforeHeaders());
    const controller = new AbortController();
    const config = { abortSignal: controller.signal };
    const answer = errorOf(connect().models.generateContent({ ...QUESTION, config }));
    await rig.provider.waitForRequests(1);
    controller.abort();

    expect(String(await answer)).toMatch(/abort/i);
    await rig.provider.waitForAbort(0);
    expect(await rig.gateway.waitForRecord(1)).toMatchObject({ outcome: 'cancelled', status: 499 });
  });
});
