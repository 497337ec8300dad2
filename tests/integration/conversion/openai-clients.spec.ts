import OpenAI, { BadRequestError } from 'openai';
import { describe, expect, it } from 'vitest';
import type { ProtocolId } from '#shared/domain/protocol';
import { failWith, readConversation, readPrompt, respondRaw } from '#tests/support/fake-provider/index';
import { errorOfClass } from '../sdk/error-of';
import { createChannel, profileOf } from './support/create-channel';
import { CONVERTED_PAIRS } from './support/pairs';
import { WAYS } from './support/sdk-client';
import { usePair } from './support/use-pair';

// What only clients of OpenAI's protocols ask for, and what only its channels refuse.

const MODEL = 'gpt-of-the-client';

describe.each(CONVERTED_PAIRS.filter(({ client }) => client === 'openai-responses'))(
  '$title:',
  ({ client, channel }) => {
    const rig = usePair({ client, channel });
    const connect = (): OpenAI['responses'] =>
      new OpenAI({ baseURL: `${rig.gateway.url}/v1`, apiKey: rig.gateway.token, maxRetries: 0 }).responses;

    it.each(WAYS)('%s: case 62: a known previous response stands for all that was said', async (way) => {
      const ask = (
        params: OpenAI.Responses.ResponseCreateParamsNonStreaming,
      ): PromiseLike<OpenAI.Responses.Response> =>
        way === 'stream'
          ? connect()
              .stream({ ...params, stream: true })
              .finalResponse()
          : connect().create(params);
      const tools = [
        { type: 'function' as const, name: 'weather', parameters: { type: 'object' }, strict: false },
      ];
      rig.provider.reply({ parts: [{ toolCall: { name: 'weather', args: { city: 'Oslo' } } }] });
      rig.provider.reply({ parts: [{ text: 'Cold.' }] });
      const first = await ask({ model: MODEL, input: 'How is the weather?', tools });
      const [call] = first.output.filter((item) => item.type === 'function_call');
      const second = await ask({
        model: MODEL,
        tools,
        previous_response_id: first.id,
        input: [{ type: 'function_call_output', call_id: call?.call_id ?? '', output: 'cold' }],
      });
      const third = await ask({ model: MODEL, tools, previous_response_id: second.id, input: 'And now?' });

      expect(third.output_text).toBe('You said: And now?');
      const last = rig.provider.requests[2];
      expect(last?.bodyText).toContain('How is the weather?');
      expect(last?.bodyText).toContain('Cold.');
      const { toolCalls, toolResults } = last === undefined ? NOTHING : readConversation(last);
      expect(toolCalls).toMatchObject([{ name: 'weather', args: { city: 'Oslo' } }]);
      expect(toolResults).toHaveLength(1);
    });

    it('case 62: an unknown previous response is refused as OpenAI does', async () => {
      const error = await errorOfClass(
        BadRequestError,
        connect().create({ model: MODEL, input: 'And now?', previous_response_id: 'resp_unknown' }),
      );
      expect(error).toMatchObject({ status: 400, code: 'previous_response_not_found' });
      expect(rig.provider.requests).toEqual([]);
    });
  },
);

const NOTHING = { toolCalls: [], toolResults: [] };

describe('openai-responses → openai-responses:', () => {
  const rig = usePair({ client: 'openai-responses', channel: 'openai-responses' });

  it('case 62: a request that names what its channel keeps never goes to another', async () => {
    const other = await rig.addProvider();
    rig.configure({
      channels: [
        createChannel('openai-responses', rig.provider, { priority: 90 }),
        createChannel('openai-responses', other, { id: 'ch_other' }),
      ],
    });
    const { responses } = new OpenAI({
      baseURL: `${rig.gateway.url}/v1`,
      apiKey: rig.gateway.token,
      maxRetries: 0,
    });
    const first = await responses.create({ model: MODEL, input: 'Hello there' });
    rig.provider.behave(failWith('server_error'));
    await expect(
      responses.create({ model: MODEL, input: 'And now?', previous_response_id: first.id }),
    ).rejects.toThrow(/The server had an error/);
    expect(other.requests).toEqual([]);
    await responses.create({ model: MODEL, input: 'Something else' });
    expect(other.requests).toHaveLength(1);
  });
});

/** Fields that Routex adds of its own accord, and in which words providers refuse them. */
const REFUSED: readonly (readonly [ProtocolId, string, RegExp])[] = [
  ['anthropic-messages', 'stream_options', /"stream_options":/],
  ['gemini', 'stream_options', /"stream_options":/],
];

describe.each(REFUSED)('%s → openai-chat:', (client, field, present) => {
  const rig = usePair({ client, channel: 'openai-chat' });

  it(`case 98: a channel that refuses ${field} is asked again without it, and remembered for it`, async () => {
    const message = `Unrecognized request argument supplied: ${field}`;
    const refusal = { error: { message, type: 'invalid_request_error', param: field, code: null } };
    rig.provider.behave(respondRaw(400, JSON.stringify(refusal)), {
      times: 10,
      only: ({ bodyText }) => present.test(bodyText),
    });
    const sdk = rig.connect('stream');
    expect((await sdk.ask({ text: 'One' })).text).toBe('You said: One');
    expect(rig.provider.requests.map(({ bodyText }) => present.test(bodyText))).toEqual([true, false]);

    expect((await sdk.ask({ text: 'Two' })).text).toBe('You said: Two');
    expect(present.test(rig.provider.requests[2]?.bodyText ?? '')).toBe(false);
    expect(rig.provider.requests).toHaveLength(3);
  });
});

describe('openai-responses → openai-chat:', () => {
  const rig = usePair({ client: 'openai-responses', channel: 'openai-chat' });

  it('case 42: instructions of the developer go to the system where there is no other role', async () => {
    rig.changeChannel({ profile: profileOf('deepseek', 'openai-chat') });
    const { responses } = new OpenAI({ baseURL: `${rig.gateway.url}/v1`, apiKey: rig.gateway.token });
    await responses.create({
      model: MODEL,
      input: [
        { role: 'developer', content: 'Be brief.' },
        { role: 'user', content: 'Hello there' },
      ],
    });
    const [request] = rig.provider.requests;
    expect(request?.json).toMatchObject({ messages: [{ role: 'system' }, { role: 'user' }] });
    expect(request && readPrompt(request).system).toBe('Be brief.');
  });
});

describe('openai-chat → gemini:', () => {
  const rig = usePair({ client: 'openai-chat', channel: 'gemini' });

  it('case 39: an image at an address of this machine is not fetched for anybody', async () => {
    const { completions } = new OpenAI({
      baseURL: `${rig.gateway.url}/v1`,
      apiKey: rig.gateway.token,
      maxRetries: 0,
    }).chat;
    const url = `${rig.provider.url}/v1/models?secret`;
    await completions
      .create({
        model: MODEL,
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'What is this?' },
              { type: 'image_url', image_url: { url } },
            ],
          },
        ],
      })
      .catch(() => undefined);
    expect(rig.provider.requests.filter(({ method }) => method === 'GET')).toEqual([]);
  });
});
