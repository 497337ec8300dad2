import { describe, expect, it } from 'vitest';
import type { CanonicalResponse } from '../canonical/response';
import { encodeError } from './encode-error';
import { encodeResponse } from './encode-response';
import { createAnswerContext } from './fixtures/contexts';

const ORIGIN = { protocol: 'openai-chat', channelId: 'c', model: 'm' } as const;

function encode(members: Partial<CanonicalResponse>) {
  const context = createAnswerContext();
  const json = encodeResponse(
    {
      upstreamId: 'chatcmpl-1',
      model: 'gpt-5',
      parts: [{ type: 'text', text: 'Hi' }],
      finish: { reason: 'stop', rawReason: 'stop' },
      usage: null,
      ...members,
    },
    context,
  );
  return { json, warnings: context.warnings };
}

const toolCall = (args: string) => ({ type: 'toolCall', id: 'call_1', name: 'f', args }) as const;
const contentOf = (...parts: CanonicalResponse['parts']) => encode({ parts }).json;

describe('encodeResponse', () => {
  it('case 65: a message has every field that both versions of the API promise', () => {
    expect(encode({}).json).toEqual({
      id: `msg_${'x'.repeat(24)}`,
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-5',
      content: [{ type: 'text', text: 'Hi', citations: null }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      stop_details: null,
      container: null,
      usage: {
        input_tokens: 0,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
        output_tokens: 0,
      },
    });
  });

  it('writes thinking, joined text and calls in their order', () => {
    const { json, warnings } = encode({
      parts: [
        { type: 'reasoning', text: 'Hm', state: { kind: 'encrypted', data: 'rx1.e' }, origin: ORIGIN },
        { type: 'reasoning', text: '', state: { kind: 'redacted', data: 'd' }, origin: ORIGIN },
        { type: 'text', text: 'A' },
        { type: 'text', text: '' },
        {
          type: 'text',
          text: 'B',
          citations: [{ type: 'url', url: 'https://u', title: null, start: 0, end: 1, quote: null }],
        },
        toolCall('{"a":1}'),
        { type: 'refusal', text: 'No' },
        { type: 'serverTool', protocol: 'gemini', raw: {}, digest: 'ran code' },
      ],
      finish: { reason: 'tool_calls', rawReason: null },
    });
    expect(warnings).toEqual([]);
    expect(json).toMatchObject({
      content: [
        { type: 'thinking', thinking: 'Hm', signature: 'rx1.e' },
        { type: 'redacted_thinking', data: 'd' },
        {
          type: 'text',
          text: 'AB',
          citations: [
            {
              type: 'web_search_result_location',
              url: 'https://u',
              title: null,
              cited_text: '',
              encrypted_index: '',
            },
          ],
        },
        { type: 'tool_use', id: 'call_1', name: 'f', input: { a: 1 } },
        { type: 'text', text: 'No', citations: null },
      ],
      stop_reason: 'tool_use',
    });
  });

  it('case 7: a call without arguments has an empty object for input', () => {
    expect(contentOf(toolCall(''))).toMatchObject({ content: [{ input: {} }] });
  });

  it('case 8: calls end a turn with tool_use, though the upstream said stop', () => {
    expect(encode({ parts: [toolCall('{}')] }).json).toMatchObject({ stop_reason: 'tool_use' });
    expect(encode({ finish: { reason: 'tool_calls', rawReason: null } }).json).toMatchObject({
      stop_reason: 'end_turn',
    });
  });

  it('case 57: reasoning without an answer stays so', () => {
    expect(
      contentOf({ type: 'reasoning', text: 'Hm', origin: ORIGIN }, { type: 'text', text: '' }),
    ).toMatchObject({
      content: [{ type: 'thinking', thinking: 'Hm', signature: '' }],
      stop_reason: 'end_turn',
    });
  });

  it('case 87: a blocked prompt is a refusal', () => {
    const finish = { reason: 'content_filter', rawReason: 'SAFETY', message: 'SAFETY' } as const;
    expect(encode({ parts: [], finish }).json).toMatchObject({
      content: [],
      stop_reason: 'refusal',
      stop_details: { type: 'refusal', category: null, explanation: null },
    });
  });

  it.each([
    [
      { reason: 'stop_sequence', rawReason: null, stopText: 'END' },
      { stop_reason: 'stop_sequence', stop_sequence: 'END' },
    ],
    [{ reason: 'length', rawReason: null }, { stop_reason: 'max_tokens' }],
    [{ reason: 'context_window', rawReason: null }, { stop_reason: 'model_context_window_exceeded' }],
    [{ reason: 'pause', rawReason: null }, { stop_reason: 'pause_turn' }],
    [{ reason: 'unknown', rawReason: 'x' }, { stop_reason: 'end_turn' }],
    [
      { reason: 'refusal', rawReason: null, category: 'bio', message: 'Why' },
      { stop_reason: 'refusal', stop_details: { type: 'refusal', category: 'bio', explanation: 'Why' } },
    ],
  ] as const)('writes the end %j', (finish, expected) => {
    expect(encode({ finish }).json).toMatchObject(expected);
  });

  it('fails for an answer that broke before it said anything', () => {
    const finish = { reason: 'malformed', rawReason: 'MALFORMED_FUNCTION_CALL' } as const;
    expect(() => encode({ parts: [], finish })).toThrow(expect.objectContaining({ kind: 'server_error' }));
    const { json, warnings } = encode({ finish });
    expect(json).toMatchObject({ stop_reason: 'end_turn' });
    expect(warnings).toHaveLength(1);
  });

  it.each([
    [
      'case 67: cached tokens are not counted twice',
      { input: 1000, output: 7, cacheRead: 800 },
      { input_tokens: 200, cache_read_input_tokens: 800, output_tokens: 7 },
    ],
    [
      'case 68: thoughts are part of the output',
      { input: 100, output: 50, cacheRead: 40, reasoning: 30 },
      {
        input_tokens: 60,
        cache_read_input_tokens: 40,
        output_tokens: 50,
        output_tokens_details: { thinking_tokens: 30 },
      },
    ],
    [
      'writes keep their lifetimes',
      { input: 30, cacheWrite5m: 10, cacheWrite1h: 20 },
      {
        input_tokens: 0,
        cache_creation_input_tokens: 30,
        cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
      },
    ],
    ['counts that contradict each other are never negative', { input: 5, cacheRead: 9 }, { input_tokens: 0 }],
  ])('%s', (_name, counts, expected) => {
    const none = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 0 };
    expect(encode({ usage: { ...none, ...counts } }).json).toMatchObject({ usage: expected });
  });

  it('tells that an image cannot be told', () => {
    const image = { type: 'image', source: { type: 'url', url: 'https://i' } } as const;
    expect(encode({ parts: [image] })).toMatchObject({
      json: { content: [] },
      warnings: [expect.stringContaining('image')],
    });
  });

  it('case 91: an overflow in any words begins as Claude Code expects', () => {
    const { body, status } = encodeError({
      kind: 'context_length',
      message: 'maximum context length is 8192 tokens',
      requestId: 'r',
    });
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({
      error: {
        type: 'invalid_request_error',
        message: 'prompt is too long: maximum context length is 8192 tokens',
      },
    });
  });
});
