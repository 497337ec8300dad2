import { describe, expect, it } from 'vitest';
import type { ChannelProfileOverrides } from '#shared/domain/channel-profile';
import { decodeResponse } from './decode-response';
import { createDecodeContext } from './testing/chat-context';

function decode(
  message: object | null,
  choice: object = {},
  overrides: ChannelProfileOverrides = {},
  rest: object = {},
) {
  const { context, warnings } = createDecodeContext(overrides);
  const choices = [{ index: 0, message, finish_reason: 'stop', ...choice }];
  return { ...decodeResponse({ id: 'chatcmpl-1', model: 'm', choices, ...rest }, context), warnings };
}

const call = (id: string, name: string, args: unknown): object => ({
  id,
  type: 'function',
  function: { name, arguments: args },
});

describe('decodeResponse', () => {
  it('reads reasoning, text, calls, usage and finish', () => {
    const response = decode(
      {
        role: 'assistant',
        reasoning_content: 'Hm',
        content: 'Hi',
        tool_calls: [call('call_a', 'f', '{"a":1}')],
      },
      { finish_reason: 'tool_calls' },
      {},
      {
        usage: { prompt_tokens: 1000, completion_tokens: 20, prompt_tokens_details: { cached_tokens: 800 } },
      },
    );
    expect(response).toEqual({
      upstreamId: 'chatcmpl-1',
      model: 'm',
      parts: [
        {
          type: 'reasoning',
          text: 'Hm',
          origin: { protocol: 'openai-chat', channelId: 'channel-1', model: 'm' },
        },
        { type: 'text', text: 'Hi' },
        { type: 'toolCall', id: 'call_a', name: 'f', args: '{"a":1}' },
      ],
      finish: { reason: 'tool_calls', rawReason: 'tool_calls' },
      usage: { input: 1000, output: 20, cacheRead: 800, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 0 },
      warnings: [],
    });
  });

  it('case 8: takes an answer with calls for one that ended by them', () => {
    expect(decode({ tool_calls: [call('a', 'f', '{}')] }).finish).toEqual({
      reason: 'tool_calls',
      rawReason: 'stop',
    });
  });

  it('case 9: leaves ids that are unique or empty', () => {
    const { parts } = decode({
      tool_calls: [call('a', 'f', '{}'), call('a', 'g', '{}'), call('', 'h', '{}')],
    });
    expect(parts).toMatchObject([{ id: 'a' }, { id: '' }, { id: '' }]);
  });

  it('case 14: makes arguments that are an object text once', () => {
    expect(decode({ tool_calls: [call('a', 'f', { x: 1 })] }).parts).toMatchObject([{ args: '{"x":1}' }]);
  });

  it('case 28: reads a legacy function call', () => {
    expect(decode({ content: null, function_call: { name: 'f', arguments: '{}' } }).parts).toEqual([
      { type: 'toolCall', id: '', name: 'f', args: '{}' },
    ]);
  });

  it('case 50: keeps the signature of a call', () => {
    const signed = { ...call('a', 'f', '{}'), extra_content: { google: { thought_signature: 'c2ln' } } };
    expect(decode({ tool_calls: [signed] }).parts).toMatchObject([{ signature: 'c2ln' }]);
  });

  it('case 56: tells reasoning in tags from text, where the channel sends it so', () => {
    const message = { content: '<think>\nHm\n</think>\n\nHi' };
    expect(decode(message, {}, { thinkTags: true }).parts).toMatchObject([
      { type: 'reasoning', text: 'Hm\n' },
      { type: 'text', text: 'Hi' },
    ]);
    expect(decode(message).parts).toMatchObject([{ type: 'text', text: message.content }]);
  });

  it('case 58: counts reasoning under two names once', () => {
    expect(decode({ reasoning: 'Hm', reasoning_content: 'Hm', content: '' }).parts).toMatchObject([
      { text: 'Hm' },
    ]);
  });

  it('keeps the details that OpenRouter wants back', () => {
    const details = [{ type: 'reasoning.encrypted', data: 'ZW5j', index: 0 }];
    const { parts } = decode(
      { reasoning_details: details, content: 'a' },
      {},
      { reasoningReplay: 'details' },
    );
    expect(parts).toMatchObject([
      { type: 'reasoning', text: '', state: { kind: 'encrypted', data: JSON.stringify(details) } },
      { type: 'text' },
    ]);
  });

  it('reads a refusal, content in parts and citations', () => {
    expect(decode({ content: null, refusal: 'No.' })).toMatchObject({
      parts: [{ type: 'refusal', text: 'No.' }],
      finish: { reason: 'refusal' },
    });
    const annotations = [{ type: 'url_citation', url_citation: { url: 'https://a.example', title: 'A' } }];
    expect(decode({ content: [{ type: 'text', text: 'a' }, 'b'], annotations }).parts).toMatchObject([
      { text: 'ab', citations: [{ type: 'url', url: 'https://a.example', start: null }] },
    ]);
  });

  it('says that it kept one choice of several', () => {
    const two = [{ message: { content: 'a' }, finish_reason: 'stop' }, { message: { content: 'b' } }];
    const { warnings, parts } = decode(null, {}, {}, { choices: two });
    expect(parts).toEqual([{ type: 'text', text: 'a' }]);
    expect(warnings).toEqual(['only the first of 2 choices was kept']);
  });

  it.each([
    [null, 'bad_response'],
    ['x', 'bad_response'],
    [{}, 'bad_response'],
    [{ choices: [{ text: 'a' }] }, 'bad_response'],
    [{ choices: [null] }, 'bad_response'],
    [{ error: { message: 'x', code: 'insufficient_quota' } }, 'billing'],
    [{ choices: [{ finish_reason: 'error', error: { code: 429, message: 'x' } }] }, 'rate_limit'],
  ])('throws for %j', (json, kind) => {
    expect(() => decodeResponse(json, createDecodeContext().context)).toThrow(
      expect.objectContaining({ kind }),
    );
  });
});
