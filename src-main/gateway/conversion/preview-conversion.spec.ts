import { describe, expect, it } from 'vitest';
import { PROTOCOL_IDS, type ProtocolId } from '#shared/domain/protocol';
import { settingsSchema } from '#shared/domain/settings';
import { testChannel } from '#tests/support/gateway/start-test-gateway';
import type { GatewayChannel } from '../ports';
import type { JsonRecord } from '../protocols/json/read';
import { createLearnedQuirks } from '../pipeline/learned-quirks';
import { createReasoningVault, type ReasoningVault } from '../protocols/reasoning/vault';
import { createConversionDesk } from './conversion-desk';
import { previewConversion, type PreviewOrder } from './preview-conversion';

const KEY = 'sk-fake-key-that-nobody-may-see';
const clock = { now: () => 1_795_000_000_000, monotonic: () => 0 };

const channelOf = (protocol: ProtocolId, change: Partial<GatewayChannel> = {}): GatewayChannel =>
  testChannel({
    protocol,
    baseUrl: 'https://upstream.example/base',
    name: 'Mine',
    key: KEY,
    modelMapping: { '*': 'upstream-model' },
    ...change,
  });

const REQUESTS: Readonly<Record<ProtocolId, JsonRecord>> = {
  'anthropic-messages': {
    model: 'client-model',
    max_tokens: 10,
    messages: [{ role: 'user', content: 'Hello' }],
  },
  'openai-chat': { model: 'client-model', messages: [{ role: 'user', content: 'Hello' }] },
  'openai-responses': { model: 'client-model', input: 'Hello' },
  gemini: { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] },
};

const CHAT_ANSWER = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'upstream-model',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
};
const chatEvent = (event: object): string => `data: ${JSON.stringify(event)}\n\n`;
const CHAT_TEXT = chatEvent({ choices: [{ index: 0, delta: { role: 'assistant', content: 'Hi' } }] });
const CHAT_END = `${chatEvent({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}data: [DONE]\n\n`;

function nest(levels: number): JsonRecord {
  let value: JsonRecord = {};
  for (let level = 0; level < levels; level += 1) value = { metadata: value };
  return { ...REQUESTS['openai-chat'], ...value };
}

function preview(
  order: Partial<PreviewOrder> & Pick<PreviewOrder, 'protocol' | 'channel'>,
  vault: ReasoningVault = createReasoningVault({ clock }),
) {
  const { protocol } = order;
  const desk = createConversionDesk();
  return previewConversion(
    {
      body: REQUESTS[protocol],
      path: protocol === 'gemini' ? { model: 'client-model', stream: false } : null,
      upstreamModel: null,
      answer: null,
      ...order,
    },
    {
      clock,
      redact: (text) => text,
      timeouts: settingsSchema.parse({}).timeouts,
      vault,
      desks: { here: desk, apart: desk },
      quirks: createLearnedQuirks(),
      userCode: null,
    },
  );
}

const PATHS: Readonly<Record<ProtocolId, string>> = {
  'anthropic-messages': '/base/v1/messages',
  'openai-chat': '/base/v1/chat/completions',
  'openai-responses': '/base/v1/responses',
  gemini: '/base/v1beta/models/upstream-model:generateContent',
};
const PAIRS = PROTOCOL_IDS.flatMap((from) => PROTOCOL_IDS.map((to) => [from, to] as const));

describe('a previewed request', () => {
  it.each(PAIRS)('of %s goes to %s at its address, without a key', async (from, to) => {
    const shown = await preview({ protocol: from, channel: channelOf(to) });
    expect(shown).toMatchObject({
      forwarding: from === to ? 'model' : 'converted',
      request: { protocol: to, path: PATHS[to], headers: { 'content-type': 'application/json' } },
      warnings: [],
      response: null,
      estimatedInputTokens: expect.any(Number),
    });
    if (to !== 'gemini') expect(shown.request?.body).toMatchObject({ model: 'upstream-model' });
    expect(JSON.stringify(shown)).not.toContain(KEY);
    expect(JSON.stringify(shown.request?.body)).toContain('Hello');
  });

  it.each(PROTOCOL_IDS)(
    'of %s is told to pass unchanged where the model keeps its name',
    async (protocol) => {
      const channel = channelOf(protocol, { modelMapping: {} });
      expect(await preview({ protocol, channel })).toMatchObject({
        forwarding: 'unchanged',
        request: { body: REQUESTS[protocol] },
      });
    },
  );

  it('passes through although Routex cannot read it, because that is for its upstream to judge', async () => {
    const body = { model: 'client-model', messages: 'nonsense' };
    const shown = await preview({ protocol: 'openai-chat', body, channel: channelOf('openai-chat') });
    expect(shown).toMatchObject({
      forwarding: 'model',
      request: { body: { ...body, model: 'upstream-model' } },
      warnings: [expect.stringContaining('messages')],
      estimatedInputTokens: null,
    });
  });

  it('passes unchanged however deep it is nested', async () => {
    const body = nest(2000);
    const channel = channelOf('openai-chat', { modelMapping: {} });
    expect(await preview({ protocol: 'openai-chat', body, channel })).toMatchObject({
      forwarding: 'unchanged',
    });
  });

  it('shows what a profile changes in the same protocol', async () => {
    const system = [
      { type: 'text', text: 'x-anthropic-billing-header: cc_version=2; cch=1;' },
      { type: 'text', text: 'Be brief.' },
    ];
    const order = {
      protocol: 'anthropic-messages',
      body: { ...REQUESTS['anthropic-messages'], system },
    } as const;
    expect(await preview({ ...order, channel: channelOf('anthropic-messages') })).toMatchObject({
      forwarding: 'edited',
      request: { body: { system: [{ type: 'text', text: 'Be brief.' }] } },
    });
    const keeps = channelOf('anthropic-messages', { profile: { stripBillingBlock: false } });
    expect(await preview({ ...order, channel: keeps })).toMatchObject({ forwarding: 'model' });
  });

  it('names what a conversion loses', async () => {
    const { warnings } = await preview({
      protocol: 'openai-chat',
      body: { ...REQUESTS['openai-chat'], logit_bias: { '1': 5 } },
      channel: channelOf('anthropic-messages'),
    });
    expect(warnings).toEqual([expect.stringContaining('logit_bias')]);
  });

  it('fetches no media, and says that it would have been', async () => {
    const url = 'https://media.example/cat.png';
    const content = [
      { type: 'text', text: 'What is it?' },
      { type: 'image_url', image_url: { url } },
    ];
    const { request, warnings } = await preview({
      protocol: 'openai-chat',
      body: { model: 'client-model', messages: [{ role: 'user', content }] },
      channel: channelOf('gemini', { profile: { fetchMedia: true } }),
    });
    expect(JSON.stringify(request?.body)).not.toContain('inlineData');
    expect(warnings).toContainEqual(expect.stringContaining('media.example was not fetched'));
  });

  it('asks for a stream at the address that streams', async () => {
    const toGemini = await preview({
      protocol: 'openai-chat',
      body: { ...REQUESTS['openai-chat'], stream: true },
      channel: channelOf('gemini'),
    });
    expect(toGemini.request?.path).toBe('/base/v1beta/models/upstream-model:streamGenerateContent?alt=sse');
    const fromGemini = await preview({
      protocol: 'gemini',
      path: { model: 'client-model', stream: true },
      channel: channelOf('openai-chat'),
    });
    expect(fromGemini.request?.body).toMatchObject({ stream: true });
  });

  it('can name an upstream model that the channel does not serve', async () => {
    const channel = channelOf('openai-chat', { models: ['other'], modelMapping: {} });
    await expect(preview({ protocol: 'gemini', channel })).rejects.toMatchObject({
      kind: 'not_found',
      message: expect.stringContaining('"client-model"'),
    });
    const shown = await preview({ protocol: 'gemini', channel, upstreamModel: 'mine' });
    expect(shown.request?.body).toMatchObject({ model: 'mine' });
  });

  it.each([
    ['invalid_request', { model: 'm', messages: [{ role: 'user', content: 5 }] }, 'messages.0.content'],
    ['invalid_request', { messages: [] }, 'model'],
    ['unsupported_conversion', { ...REQUESTS['openai-chat'], n: 2 }, 'n:'],
    // More than can be written as JSON.
    ['invalid_request', nest(100_000), 'nested'],
  ])('is refused as %s as a client would be (%#)', async (kind, body, field) => {
    const refused = preview({ protocol: 'openai-chat', body, channel: channelOf('anthropic-messages') });
    await expect(refused).rejects.toMatchObject({ kind, message: expect.stringContaining(field) });
  });

  it('for no token of an answer is not sent to another protocol, and answered by Routex', async () => {
    const body = { ...REQUESTS['anthropic-messages'], max_tokens: 0 };
    expect(
      await preview({ protocol: 'anthropic-messages', body, channel: channelOf('openai-chat') }),
    ).toMatchObject({
      request: null,
      response: { status: 200, complete: true, body: { type: 'message', stop_reason: 'max_tokens' } },
    });
  });

  it('reads what is remembered of a conversation, and adds nothing to it', async () => {
    const vault = createReasoningVault({ clock });
    vault.recordConversation('resp_known', [{ role: 'user', parts: [{ type: 'text', text: 'Earlier' }] }]);
    const entries = vault.entries();
    const order = {
      protocol: 'openai-responses',
      channel: channelOf('openai-chat'),
      answer: JSON.stringify(CHAT_ANSWER),
    } as const;
    const known = await preview(
      { ...order, body: { ...REQUESTS['openai-responses'], previous_response_id: 'resp_known' } },
      vault,
    );
    expect(JSON.stringify(known.request?.body)).toContain('Earlier');
    await new Promise(setImmediate);
    expect(vault.entries()).toBe(entries);
  });

  it('fetches nothing that the request names', async () => {
    const url = 'http://127.0.0.1:9/a.png';
    const content = [{ type: 'image_url', image_url: { url } }];
    const shown = await preview({
      protocol: 'openai-chat',
      body: { model: 'client-model', messages: [{ role: 'user', content }] },
      channel: channelOf('gemini', { profile: { fetchMedia: true } }),
    });
    expect(shown).toMatchObject({
      request: { body: { contents: [{ parts: [{ text: `[image: ${url}]` }] }] } },
      warnings: ['Media at 127.0.0.1:9 was not fetched: a preview calls nobody.', expect.any(String)],
    });
  });
});

const fromAnthropic = (answer: string, change: object = {}) =>
  preview({
    protocol: 'anthropic-messages',
    body: { ...REQUESTS['anthropic-messages'], ...change },
    channel: channelOf('openai-chat'),
    answer,
  });

describe('a previewed answer', () => {
  it('comes in the protocol of the client', async () => {
    const { response } = await fromAnthropic(JSON.stringify(CHAT_ANSWER));
    expect(response).toMatchObject({
      status: 200,
      complete: true,
      body: {
        type: 'message',
        model: 'client-model',
        content: [{ type: 'text', text: 'Hi' }],
        usage: { input_tokens: 3, output_tokens: 4 },
      },
    });
  });

  it.each([
    ['a stream', CHAT_TEXT + CHAT_END],
    ['JSON', JSON.stringify(CHAT_ANSWER)],
  ])('is a stream where the client asked for one, also when it comes as %s', async (_, answer) => {
    const { response } = await fromAnthropic(answer, { stream: true });
    expect(response).toMatchObject({
      status: 200,
      complete: true,
      stream: expect.stringMatching(
        /^event: message_start[^]*"text":"Hi"[^]*event: message_stop\ndata: .*\n\n$/,
      ),
    });
  });

  it('is one piece where the client asked for none, although a stream comes', async () => {
    const { response } = await fromAnthropic(CHAT_TEXT + CHAT_END);
    expect(response).toMatchObject({ status: 200, body: { content: [{ type: 'text', text: 'Hi' }] } });
  });

  it('that breaks off ends in the error the client is told', async () => {
    const { response } = await fromAnthropic(CHAT_TEXT, { stream: true });
    expect(response).toMatchObject({
      status: 200,
      complete: false,
      stream: expect.stringMatching(/"text":"Hi"[^]*\nevent: error\ndata: .*\n\n$/),
    });
  });

  it.each([
    [
      'an error',
      '{"error":{"message":"Slow down.","type":"rate_limit_error","code":"rate_limit_exceeded"}}',
      429,
    ],
    ['an answer of another protocol', JSON.stringify({ candidates: [] }), 502],
    ['nothing', '', 502],
    ['no JSON', '<html><title>Bad gateway</title></html>', 502],
    ['an empty object', '{}', 502],
  ])('that is %s becomes an error of the client’s protocol', async (_, answer, status) => {
    for (const stream of [true, false]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other is easier to read
      const { response } = await fromAnthropic(answer, { stream });
      expect(response).toMatchObject({ status, complete: false, body: { type: 'error' } });
    }
  });

  it('of the client’s own protocol passes as it is', async () => {
    const order = { protocol: 'openai-chat', channel: channelOf('openai-chat') } as const;
    const body = { ...CHAT_ANSWER, unknown: { field: [1] } };
    expect((await preview({ ...order, answer: JSON.stringify(body) })).response).toEqual({
      status: 200,
      complete: true,
      body,
    });
    const streamed = await preview({
      ...order,
      body: { ...REQUESTS['openai-chat'], stream: true },
      answer: CHAT_TEXT + CHAT_END,
    });
    expect(streamed.response).toEqual({ status: 200, complete: true, stream: CHAT_TEXT + CHAT_END });
  });

  it('may be the array of Gemini', async () => {
    const chunk = {
      candidates: [{ content: { role: 'model', parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }],
    };
    const { response } = await preview({
      protocol: 'openai-chat',
      channel: channelOf('gemini'),
      answer: JSON.stringify([chunk]),
    });
    expect(response).toMatchObject({ status: 200, body: { choices: [{ message: { content: 'Hi' } }] } });
  });

  it('that pauses is not made up to its end', async () => {
    const pause = {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'upstream-model',
      content: [{ type: 'text', text: 'Wait' }],
      stop_reason: 'pause_turn',
      usage: { input_tokens: 3, output_tokens: 4 },
    };
    const shown = await preview({
      protocol: 'openai-responses',
      body: { ...REQUESTS['openai-responses'], tools: [{ type: 'web_search' }] },
      channel: channelOf('anthropic-messages', { profile: { serverTools: ['web_search'] } }),
      answer: JSON.stringify(pause),
    });
    expect(shown.request?.body).toMatchObject({ messages: [{ role: 'user' }] });
    expect(shown).toMatchObject({ warnings: [expect.stringContaining('pauses')], response: null });
  });
});
