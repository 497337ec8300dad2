import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import type { CanonicalResponse } from '../canonical/response';
import { decodeResponse } from './decode-response';
import { encodeResponse } from './encode-response';
import { createAnswerContext, createDecodeAnswerContext } from './fixtures/codec-contexts';

const ORIGIN = { protocol: 'openai-responses', channelId: 'ch_1', model: 'gpt-upstream' } as const;
const decode = (json: unknown): CanonicalResponse => decodeResponse(json, createDecodeAnswerContext());

const OUTPUT = [
  { id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm' }], encrypted_content: 'E' },
  {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    status: 'completed',
    content: [
      {
        type: 'output_text',
        text: 'Hello',
        annotations: [
          { type: 'url_citation', url: 'https://x.test', title: 'X', start_index: 0, end_index: 5 },
        ],
      },
    ],
  },
  { id: 'fc_1', type: 'function_call', call_id: 'a', name: 'f', namespace: 'ns', arguments: '{"x":1}' },
  { id: 'ctc_1', type: 'custom_tool_call', call_id: 'b', name: 'apply_patch', input: '***' },
  { id: 'ws_1', type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'q' } },
  { id: 'ig_1', type: 'image_generation_call', result: 'AAAA' },
];

const RESPONSE: CanonicalResponse = {
  upstreamId: 'resp_u',
  model: 'gpt-u',
  parts: [
    {
      type: 'reasoning',
      text: 'Hm',
      summary: ['Hm'],
      id: 'rs_1',
      state: { kind: 'encrypted', data: 'E' },
      origin: ORIGIN,
    },
    {
      type: 'text',
      text: 'Hello',
      citations: [{ type: 'url', url: 'https://x.test', title: 'X', start: 0, end: 5, quote: null }],
    },
    { type: 'toolCall', id: 'a', name: 'f', namespace: 'ns', itemId: 'fc_1', args: '{"x":1}' },
    { type: 'toolCall', id: 'b', name: 'apply_patch', custom: true, itemId: 'ctc_1', args: '***' },
    {
      type: 'serverTool',
      protocol: 'openai-responses',
      raw: {
        id: 'ws_1',
        type: 'web_search_call',
        status: 'completed',
        action: { type: 'search', query: 'q' },
      },
      digest: 'Searched the web: q',
    },
    { type: 'image', source: { type: 'base64', mediaType: 'image/png', data: 'AAAA' } },
  ],
  finish: { reason: 'tool_calls', rawReason: 'completed' },
  usage: { input: 10, output: 5, cacheRead: 4, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 2 },
};

describe('decodeResponse', () => {
  it('reads every kind of item', () => {
    expect(
      decode({
        id: 'resp_u',
        object: 'response',
        model: 'gpt-u',
        status: 'completed',
        output: OUTPUT,
        usage: {
          input_tokens: 10,
          input_tokens_details: { cached_tokens: 4 },
          output_tokens: 5,
          output_tokens_details: { reasoning_tokens: 2 },
        },
      }),
    ).toEqual(RESPONSE);
  });

  it.each([
    [{ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }, 'length'],
    [{ status: 'incomplete', incomplete_details: { reason: 'content_filter' } }, 'content_filter'],
    [
      { status: 'completed', output: [{ type: 'message', content: [{ type: 'refusal', refusal: 'No' }] }] },
      'refusal',
    ],
    [{}, 'stop'],
  ])('case 87: %j ended by %s', (members, reason) => {
    expect(decode({ output: [], ...members }).finish.reason).toBe(reason);
  });

  it.each([
    [null, 'bad_response'],
    ['<html>', 'bad_response'],
    [{ output: 'x' }, 'bad_response'],
    [{ status: 'queued', output: [] }, 'bad_response'],
    [
      { status: 'failed', output: [], error: { code: 'server_is_overloaded', message: 'Full' } },
      'overloaded',
    ],
    [{ error: { message: 'Too long', code: 'context_length_exceeded' } }, 'context_length'],
  ])('refuses what is no answer: %j', (json, kind) => {
    expect(() => decode(json)).toThrow(expect.objectContaining({ name: 'GatewayError', kind }));
  });

  it('passes over what it cannot read', () => {
    expect(
      decode({ output: [null, 5, { type: 'message', content: [null, 'x', {}] }, { type: 'function_call' }] })
        .parts,
    ).toEqual([]);
  });
});

describe('encodeResponse', () => {
  it('writes an answer that the OpenAI SDK reads, and that says the same again', async () => {
    const body = encodeResponse(RESPONSE, createAnswerContext());
    const client = new OpenAI({ apiKey: 'sk-fake-0', fetch: async () => Response.json(body) });
    const response = await client.responses.create({ model: 'm', input: 'Hi' });
    expect(response.output_text).toBe('Hello');
    expect(response).toMatchObject({
      id: 'resp_answer',
      status: 'completed',
      model: 'client-model',
      created_at: 1_760_000_000,
      error: null,
      incomplete_details: null,
      usage: {
        input_tokens: 10,
        input_tokens_details: { cached_tokens: 4, cache_write_tokens: 0 },
        output_tokens_details: { reasoning_tokens: 2 },
        total_tokens: 15,
      },
    });
    expect(response.output).toMatchObject([
      { id: expect.stringMatching(/^rs_/), type: 'reasoning', encrypted_content: 'E' },
      { id: expect.stringMatching(/^msg_/), type: 'message' },
      { id: expect.stringMatching(/^fc_/), call_id: 'a', name: 'f', namespace: 'ns', arguments: '{"x":1}' },
      { id: expect.stringMatching(/^ctc_/), call_id: 'b', name: 'apply_patch', input: '***' },
      { id: 'ws_1', type: 'web_search_call' },
      { id: expect.stringMatching(/^ig_/), result: 'AAAA' },
    ]);
    const again = decode(body);
    expect(again.parts.map(({ type }) => type)).toEqual(RESPONSE.parts.map(({ type }) => type));
    expect(again.finish.reason).toBe('tool_calls');
  });

  it('case 67: usage of a request that wrote to the cache', () => {
    const usage = { input: 600, output: 7, cacheRead: 500, cacheWrite5m: 90, cacheWrite1h: 0, reasoning: 0 };
    expect(encodeResponse({ ...RESPONSE, usage }, createAnswerContext())).toMatchObject({
      usage: {
        input_tokens: 600,
        input_tokens_details: { cached_tokens: 500, cache_write_tokens: 90 },
        output_tokens: 7,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 607,
      },
    });
  });

  it('case 64: an empty answer to a request that wanted none', () => {
    const empty = {
      ...RESPONSE,
      parts: [],
      finish: { reason: 'length', rawReason: null },
      usage: null,
    } as const;
    expect(encodeResponse(empty, createAnswerContext())).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      output: [],
      usage: null,
    });
  });

  it('repeats what the request said', () => {
    const echo = { instructions: 'Be brief.', store: false, metadata: { a: 'b' } };
    const wants = { streamUsage: false, legacyFunctions: false, echo };
    expect(encodeResponse(RESPONSE, createAnswerContext({ wants }))).toMatchObject({
      ...echo,
      tool_choice: 'auto',
      truncation: 'disabled',
    });
  });

  it('says that a model refused that has no word for it', () => {
    const refused = { ...RESPONSE, parts: [], finish: { reason: 'refusal', rawReason: 'refusal' } } as const;
    expect(encodeResponse(refused, createAnswerContext())).toMatchObject({
      status: 'completed',
      output: [{ type: 'message', content: [{ type: 'refusal', refusal: 'The model declined to answer.' }] }],
    });
  });
});
