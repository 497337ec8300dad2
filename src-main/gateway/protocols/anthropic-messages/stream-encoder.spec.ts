import { describe, expect, it } from 'vitest';
import type { CanonicalEvent } from '../canonical/response';
import { createAnswerContext } from './fixtures/contexts';
import {
  begin,
  beginCall,
  beginText,
  encodeStream,
  end,
  finish,
  readWire,
  start,
  text,
} from './fixtures/events';
import { createStreamEncoder } from './stream-encoder';

const write = (...events: CanonicalEvent[]) => {
  const context = createAnswerContext();
  const wire = readWire(encodeStream([start, ...events], context));
  return { wire, warnings: context.warnings };
};

describe('createStreamEncoder', () => {
  it('writes a whole stream', () => {
    const usage = { input: 1000, output: 7, cacheRead: 800, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 3 };
    const { wire } = write(
      beginText(0),
      text(0, 'Hi "you"\n'),
      end(0),
      { type: 'usage', usage },
      finish('stop'),
    );
    expect(wire).toEqual([
      {
        event: 'message_start',
        data: {
          type: 'message_start',
          message: {
            id: `msg_${'x'.repeat(24)}`,
            type: 'message',
            role: 'assistant',
            model: 'claude-sonnet-5',
            content: [],
            stop_reason: null,
            stop_sequence: null,
            stop_details: null,
            container: null,
            usage: {
              input_tokens: 0,
              cache_creation_input_tokens: 0,
              cache_read_input_tokens: 0,
              output_tokens: 0,
            },
          },
        },
      },
      { event: 'ping', data: { type: 'ping' } },
      {
        event: 'content_block_start',
        data: { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      },
      {
        event: 'content_block_delta',
        data: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi "you"\n' } },
      },
      { event: 'content_block_stop', data: { type: 'content_block_stop', index: 0 } },
      {
        event: 'message_delta',
        data: {
          type: 'message_delta',
          delta: { stop_reason: 'end_turn', stop_sequence: null, stop_details: null, container: null },
          usage: {
            input_tokens: 200,
            cache_creation_input_tokens: 0,
            cache_read_input_tokens: 800,
            output_tokens: 7,
            output_tokens_details: { thinking_tokens: 3 },
          },
        },
      },
      { event: 'message_stop', data: { type: 'message_stop' } },
    ]);
  });

  it('says hello once, early or with the start', () => {
    const encoder = createStreamEncoder(createAnswerContext());
    expect(readWire(encoder.preamble()).map(({ event }) => event)).toEqual(['message_start', 'ping']);
    expect(encoder.preamble() + encoder.push(start)).toBe('');
    expect(readWire(encoder.ping())).toEqual([{ event: 'ping', data: { type: 'ping' } }]);
  });

  it('says nothing after the end', () => {
    const encoder = createStreamEncoder(createAnswerContext());
    encoder.push(finish('stop'));
    expect(encoder.push(beginText(0)) + encoder.push(text(0, 'x')) + encoder.push(finish('stop'))).toBe('');
  });

  it('case 8: calls end a turn with tool_use, though the upstream said stop', () => {
    expect(write(beginCall(0, 'f'), end(0), finish('stop')).wire.at(-2)).toMatchObject({
      data: { delta: { stop_reason: 'tool_use' } },
    });
  });

  it('case 70: an estimate of the tokens reaches the client like a count', () => {
    const usage = {
      input: 4321,
      output: 9,
      cacheRead: 0,
      cacheWrite5m: 0,
      cacheWrite1h: 0,
      reasoning: 0,
      estimated: true,
    };
    expect(write({ type: 'usage', usage }, finish('stop')).wire.at(-2)).toMatchObject({
      data: { usage: { input_tokens: 4321, output_tokens: 9 } },
    });
  });

  it('case 87: a blocked prompt is a refusal without content', () => {
    expect(write(finish('content_filter')).wire.slice(2)).toMatchObject([
      { data: { delta: { stop_reason: 'refusal', stop_details: { type: 'refusal', category: null } } } },
      { event: 'message_stop' },
    ]);
  });

  it('ends with an error event and nothing else, whatever is open', () => {
    const error = { kind: 'overloaded', message: 'Busy', status: null, retryAfterMs: null } as const;
    const { wire } = write(beginText(0), text(0, 'A'), { type: 'error', error }, end(0), finish('stop'));
    expect(wire.at(-1)).toEqual({
      event: 'error',
      data: { type: 'error', error: { type: 'overloaded_error', message: 'Busy' }, request_id: 'req_1' },
    });
    expect(wire).toHaveLength(5);
  });

  it('case 91: an overflow told inside a stream begins as Claude Code expects', () => {
    const error = {
      kind: 'context_length',
      message: 'too many tokens',
      status: null,
      retryAfterMs: null,
    } as const;
    expect(write({ type: 'error', error }).wire.at(-1)).toMatchObject({
      data: { error: { type: 'invalid_request_error', message: 'prompt is too long: too many tokens' } },
    });
  });

  it('fails an answer that broke before it said anything, and ends one that said something', () => {
    expect(write(finish('malformed')).wire.at(-1)).toMatchObject({
      event: 'error',
      data: { error: { type: 'api_error' } },
    });
    const { wire, warnings } = write(beginText(0), text(0, 'A'), end(0), finish('malformed'));
    expect(wire.at(-2)).toMatchObject({ data: { delta: { stop_reason: 'end_turn' } } });
    expect(warnings).toHaveLength(1);
  });

  it('tells that an image cannot be told', () => {
    const { wire, warnings } = write(
      begin(0, { kind: 'image', mediaType: 'image/png', data: 'AA' }),
      end(0),
      finish('stop'),
    );
    expect(wire).toHaveLength(4);
    expect(warnings).toHaveLength(1);
  });
});
