import { describe, expect, it } from 'vitest';
import { describeStreamTap, isSseBoundary, readStream, toCr, toCrlf } from '../testing/describe-stream-tap';
import { anthropicMessages } from './index';
import { toolUseStream } from './fixtures/tool-use-stream';
import { createAnthropicStreamTap } from './stream-tap';

const event = (type: string, members: object = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}\n\n`;
const read = (...pieces: string[]) => readStream(createAnthropicStreamTap(), ...pieces);
const start = (block: object): string => event('content_block_start', { index: 0, content_block: block });

describe('createAnthropicStreamTap', () => {
  describeStreamTap(anthropicMessages, 'sse', toolUseStream);

  it('reads a whole stream, and takes no fact from its text', () => {
    expect(read(toolUseStream)).toEqual({
      atBoundary: true,
      contentSeen: true,
      ending: 'terminal',
      error: null,
      usage: {
        input: 4325,
        output: 89,
        cacheRead: 4000,
        cacheWrite5m: 100,
        cacheWrite1h: 200,
        reasoning: 40,
      },
      model: 'claude-sonnet-5-20261021',
      responseId: 'msg_01XFDUDYJgAACzvnptvVoYEL',
      stopReason: 'tool_use',
      sequenceNumber: -1,
      events: 17,
      createdAt: null,
      arrayPosition: null,
    });
  });

  it('knows at every byte of a stream with any line ends whether an event may follow', () => {
    for (const text of [toolUseStream, toCrlf(toolUseStream), `\uFEFF${toCr(toolUseStream)}`]) {
      const bytes = Buffer.from(text);
      const tap = createAnthropicStreamTap();
      const found: number[] = [];
      const expected: number[] = [];
      for (let i = 1; i <= bytes.length; i += 1) {
        tap.push(bytes.subarray(i - 1, i));
        if (tap.facts.atBoundary) found.push(i);
        if (isSseBoundary(bytes.subarray(0, i))) expected.push(i);
      }
      expect(found).toEqual(expected);
      expect(found.length).toBeGreaterThanOrEqual(18);
    }
  });

  it.each([
    ['message_start', event('message_start', { message: { id: 'msg_1', content: [] } })],
    ['ping', event('ping')],
    ['an empty text block', start({ type: 'text', text: '' })],
    ['an empty thinking block', start({ type: 'thinking', thinking: '', signature: '' })],
    ['a call without input yet', start({ type: 'tool_use', id: 'toolu_1', name: 'f', input: {} })],
    ['an error', event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } })],
  ])('does not take %s for content: failover must stay possible', (_name, text) => {
    expect(read(text).contentSeen).toBe(false);
  });

  it.each([
    ['a text delta', event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'a' } })],
    ['a block stop', event('content_block_stop', { index: 0 })],
    ['a message delta', event('message_delta', { delta: { stop_reason: null } })],
    ['text in the block start', start({ type: 'text', text: 'a' })],
    ['thinking in the block start', start({ type: 'thinking', thinking: 'a' })],
    ['redacted thinking', start({ type: 'redacted_thinking', data: 'x' })],
    ['a server tool', start({ type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} })],
  ])('takes %s for content', (_name, text) => {
    expect(read(text).contentSeen).toBe(true);
  });

  it('calls the answer complete at a stop reason, and ended at message_stop', () => {
    const stop = event('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } });
    expect(read(event('message_delta', { delta: { stop_reason: null } })).ending).toBe('open');
    expect(read(stop)).toMatchObject({ ending: 'soft', stopReason: 'end_turn' });
    expect(read(stop, event('message_stop')).ending).toBe('terminal');
    expect(read(stop, event('message_stop'), stop).ending).toBe('terminal');
  });

  it('classifies an error event', () => {
    expect(
      read(event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } })).error,
    ).toEqual({
      kind: 'overloaded',
      message: 'Overloaded',
      status: null,
      retryAfterMs: null,
    });
  });

  it.each([
    ['bare text', 'event: error\ndata: upstream busy\n\n', 'overloaded'],
    [
      'no event line',
      'data: {"type":"error","error":{"type":"rate_limit_error","message":"Slow"}}\n\n',
      'rate_limit',
    ],
    [
      'an inner type of its own',
      'event: error\ndata: {"type":"billing_error","message":"Pay"}\n\n',
      'billing',
    ],
  ])('sees an error event with %s, after content too', (_name, text, kind) => {
    expect(read(event('content_block_stop', { index: 0 }), text).error?.kind).toBe(kind);
  });

  it('reads streams without event lines', () => {
    const bare = toolUseStream.replace(/^event: .*\n/gm, '');
    expect(read(bare)).toEqual(read(toolUseStream));
  });

  it('keeps start counts that the final report leaves out or null, and takes all others from it', () => {
    const usage = read(
      event('message_start', {
        message: { usage: { input_tokens: 10, cache_read_input_tokens: 7, output_tokens: 1 } },
      }),
      event('message_delta', {
        usage: { input_tokens: 12, cache_read_input_tokens: null, output_tokens: 30 },
      }),
    ).usage;
    expect(usage).toEqual({
      input: 19,
      output: 30,
      cacheRead: 7,
      cacheWrite5m: 0,
      cacheWrite1h: 0,
      reasoning: 0,
    });
  });

  it('reports no usage when the upstream gave none', () => {
    expect(read(event('message_start', { message: { usage: {} } }), event('message_stop')).usage).toBeNull();
  });
});
