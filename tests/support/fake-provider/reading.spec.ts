import { afterEach, beforeEach, expect, it } from 'vitest';
import { exchangeRaw, FAKE_SIGNATURE, readConversation, readPrompt, readReasoning } from './index';
import type { FakeProvider, RecordedRequest } from './index';
import { startFakeProvider } from './index';

let provider: FakeProvider;

beforeEach(async () => {
  provider = await startFakeProvider();
});
afterEach(() => provider.close());

const SCHEMA = { type: 'object' };
const CALL = { name: 'weather', arguments: '{"city":"Oslo"}' };

/** The same conversation in each protocol: instructions, an image, a thought, a call and its result. */
const REQUESTS: Readonly<Record<string, readonly [path: string, body: object]>> = {
  'anthropic-messages': [
    '/v1/messages',
    {
      model: 'm',
      max_tokens: 9,
      system: [{ type: 'text', text: 'Be brief.' }],
      output_config: { format: { type: 'json_schema', schema: SCHEMA } },
      messages: [
        {
          role: 'user',
          content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }],
        },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Hm.', signature: FAKE_SIGNATURE },
            { type: 'tool_use', id: 'c1', name: 'weather', input: { city: 'Oslo' } },
          ],
        },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: 'cold' }] },
      ],
    },
  ],
  'openai-chat': [
    '/v1/chat/completions',
    {
      model: 'm',
      response_format: { type: 'json_schema', json_schema: { name: 'x', schema: SCHEMA } },
      messages: [
        { role: 'developer', content: 'Be brief.' },
        {
          role: 'user',
          content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }],
        },
        {
          role: 'assistant',
          reasoning_content: 'Hm.',
          tool_calls: [{ id: 'c1', type: 'function', function: CALL }],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'cold' },
      ],
    },
  ],
  'openai-responses': [
    '/v1/responses',
    {
      model: 'm',
      instructions: 'Be brief.',
      text: { format: { type: 'json_schema', name: 'x', schema: SCHEMA } },
      input: [
        { role: 'user', content: [{ type: 'input_image', image_url: 'data:image/png;base64,AAAA' }] },
        {
          type: 'reasoning',
          id: 'rs_1',
          summary: [{ type: 'summary_text', text: 'Hm.' }],
          encrypted_content: FAKE_SIGNATURE,
        },
        { type: 'function_call', call_id: 'c1', ...CALL },
        { type: 'function_call_output', call_id: 'c1', output: 'cold' },
      ],
    },
  ],
  gemini: [
    '/v1beta/models/m:generateContent',
    {
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      generationConfig: { responseJsonSchema: SCHEMA },
      contents: [
        { role: 'user', parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }] },
        {
          role: 'model',
          parts: [
            { text: 'Hm.', thought: true },
            {
              functionCall: { id: 'c1', name: 'weather', args: { city: 'Oslo' } },
              thoughtSignature: FAKE_SIGNATURE,
            },
          ],
        },
        {
          role: 'user',
          parts: [{ functionResponse: { id: 'c1', name: 'weather', response: { output: 'cold' } } }],
        },
      ],
    },
  ],
};

async function send(
  to: FakeProvider,
  protocol: string,
): Promise<{ status: number; request: RecordedRequest }> {
  const [path, body] = REQUESTS[protocol] ?? ['/', {}];
  const headers = {
    authorization: `Bearer ${to.key}`,
    'x-goog-api-key': to.key,
    'anthropic-version': '2023-06-01',
  };
  const { status } = await exchangeRaw(to.url + path, { headers, body });
  return { status, request: await to.waitForRequests(1) };
}

it.each(Object.keys(REQUESTS))(
  'reads what a %s request says, as in all other protocols',
  async (protocol) => {
    const { status, request } = await send(provider, protocol);
    expect(status).toBe(200);
    expect(readPrompt(request)).toEqual({
      system: 'Be brief.',
      images: ['data:image/png;base64,AAAA'],
      schema: SCHEMA,
    });
    expect(readReasoning(request)).toEqual({
      texts: ['Hm.'],
      signatures: protocol === 'openai-chat' ? [] : [FAKE_SIGNATURE],
    });
    const { toolCalls, toolResults } = readConversation(request);
    expect(toolCalls).toEqual([{ id: 'c1', name: 'weather', args: { city: 'Oslo' } }]);
    expect(toolResults).toMatchObject([{ id: 'c1', text: expect.stringContaining('cold') as string }]);
  },
);

it.each(['anthropic-messages', 'openai-responses', 'gemini'])(
  'refuses reasoning of a %s history that another provider signed',
  async (protocol) => {
    const other = await startFakeProvider({ signature: 'c2lnbmVkIGVsc2V3aGVyZQ==' });
    try {
      expect((await send(other, protocol)).status).toBe(400);
    } finally {
      await other.close();
    }
  },
);
