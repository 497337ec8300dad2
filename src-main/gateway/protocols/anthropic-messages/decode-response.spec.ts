import { describe, expect, it } from 'vitest';
import { decodeResponse } from './decode-response';
import { createDecodeContext } from './fixtures/contexts';

const message = (members: object): object => ({
  id: 'msg_up',
  type: 'message',
  role: 'assistant',
  model: 'claude-x',
  content: [],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 10, output_tokens: 5 },
  ...members,
});
const decode = (members: object) => decodeResponse(message(members), createDecodeContext());
const use = { type: 'tool_use', id: 't', name: 'f', input: { a: 1 } };

describe('decodeResponse', () => {
  it('reads thinking, text, calls and tools of the provider, and whose they are', () => {
    const search = { type: 'server_tool_use', id: 's', name: 'web_search', input: { query: 'q' } };
    const citation = {
      type: 'web_search_result_location',
      url: 'https://u',
      title: 'T',
      cited_text: 'c',
      encrypted_index: 'e',
    };
    const answer = decode({
      content: [
        { type: 'thinking', thinking: 'Hm', signature: 'sig' },
        { type: 'redacted_thinking', data: 'enc' },
        search,
        { type: 'text', text: 'Hi', citations: [citation, null, 3] },
        { type: 'fallback', from: {}, to: {} },
        use,
      ],
      stop_reason: 'tool_use',
    });
    const origin = { protocol: 'anthropic-messages', channelId: 'channel-1', model: 'claude-sonnet-4-5' };
    expect(answer).toEqual({
      upstreamId: 'msg_up',
      model: 'claude-x',
      parts: [
        { type: 'reasoning', text: 'Hm', state: { kind: 'signature', data: 'sig' }, origin },
        { type: 'reasoning', text: '', state: { kind: 'redacted', data: 'enc' }, origin },
        { type: 'serverTool', protocol: 'anthropic-messages', raw: search, digest: '[web_search: q]' },
        {
          type: 'text',
          text: 'Hi',
          citations: [{ type: 'url', url: 'https://u', title: 'T', start: null, end: null, quote: 'c' }],
        },
        { type: 'toolCall', id: 't', name: 'f', args: '{"a":1}' },
      ],
      finish: { reason: 'tool_calls', rawReason: 'tool_use' },
      usage: { input: 10, output: 5, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 0 },
    });
  });

  it.each([
    [{ stop_reason: 'max_tokens' }, { reason: 'length' }],
    [
      { stop_reason: 'stop_sequence', stop_sequence: 'END' },
      { reason: 'stop_sequence', stopText: 'END' },
    ],
    [
      { stop_reason: 'refusal', stop_details: { type: 'refusal', category: 'cyber', explanation: 'No.' } },
      { reason: 'refusal', category: 'cyber', message: 'No.' },
    ],
    [{ stop_reason: 'pause_turn' }, { reason: 'pause' }],
    [{ stop_reason: 'model_context_window_exceeded' }, { reason: 'context_window' }],
    [{ stop_reason: 'compaction' }, { reason: 'compaction' }],
    [{ stop_reason: 'constructor' }, { reason: 'unknown' }],
    [{ stop_reason: null }, { reason: 'unknown', rawReason: null }],
    [{ stop_reason: 'tool_use' }, { reason: 'stop', rawReason: 'tool_use' }],
  ])('reads the end %j', (members, finish) => {
    expect(decode(members).finish).toMatchObject(finish);
  });

  it('case 8: a turn that calls tools ends with calls, whatever its reason says', () => {
    expect(decode({ content: [use], stop_reason: 'end_turn' }).finish).toEqual({
      reason: 'tool_calls',
      rawReason: 'end_turn',
    });
    expect(decode({ content: [use], stop_reason: 'max_tokens' }).finish.reason).toBe('length');
  });

  it('case 14: input that is text is not encoded twice', () => {
    expect(decode({ content: [{ ...use, input: '{"a":1}' }] }).parts).toMatchObject([{ args: '{"a":1}' }]);
  });

  it('case 67: cached tokens are counted into the input', () => {
    const usage = {
      input_tokens: 10,
      cache_read_input_tokens: 500,
      cache_creation_input_tokens: 90,
      output_tokens: 1,
    };
    expect(decode({ usage }).usage).toMatchObject({ input: 600, cacheRead: 500, cacheWrite5m: 90 });
    expect(decode({ usage: null }).usage).toBeNull();
  });

  it.each([
    [[]],
    ['x'],
    [null],
    [{ error: { message: 'no' } }],
    [message({ content: null })],
    [message({ content: [{}] })],
  ])('takes %j for no answer', (json) => {
    expect(() => decodeResponse(json, createDecodeContext())).toThrow(
      expect.objectContaining({ kind: 'bad_response' }),
    );
  });
});
