import { describe, expect, it } from 'vitest';
import { describeStreamTap, readStream } from '../testing/describe-stream-tap';
import { functionCallEvents, functionCallStream } from './fixtures/function-call-stream';
import { openaiResponses } from './index';
import { createResponsesStreamTap } from './stream-tap';

const event = (type: string, members: object = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}\n\n`;
const read = (...pieces: string[]) => readStream(createResponsesStreamTap(), ...pieces);
const delta = event('response.output_text.delta', { sequence_number: 7, delta: 'a' });

describe('createResponsesStreamTap', () => {
  describeStreamTap(openaiResponses, 'sse', functionCallStream);

  it('reads a whole stream, and takes no fact from its text', () => {
    expect(read(functionCallStream)).toEqual({
      atBoundary: true,
      contentSeen: true,
      ending: 'terminal',
      error: null,
      usage: { input: 4325, output: 89, cacheRead: 4000, cacheWrite5m: 300, cacheWrite1h: 0, reasoning: 40 },
      model: 'gpt-5.1-2026-01-15',
      responseId: 'resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b',
      stopReason: 'completed',
      sequenceNumber: 14,
      events: 15,
      createdAt: 1_760_000_000,
      arrayPosition: null,
    });
  });

  it('knows id, model and sequence number of a stream that broke anywhere', () => {
    for (let count = 1; count < functionCallEvents.length; count += 1) {
      expect(read(...functionCallEvents.slice(0, count))).toMatchObject({
        ending: 'open',
        contentSeen: count > 4,
        usage: null,
        stopReason: null,
        model: 'gpt-5.1-2026-01-15',
        responseId: 'resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b',
        sequenceNumber: count - 1,
      });
    }
  });

  it('reads streams without event lines, with type first or last', () => {
    const bare = functionCallStream.replace(/^event: .*\n/gm, '');
    const typeLast = bare.replace(/^data: \{("type":"[^"]*"),(.*)\}$/gm, 'data: {$2,$1}');
    expect(typeLast).not.toBe(bare);
    expect(read(bare)).toEqual(read(functionCallStream));
    expect(read(typeLast)).toEqual(read(functionCallStream));
  });

  it.each([
    ['response.completed', { status: 'completed' }, 'completed'],
    [
      'response.incomplete',
      { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
      'max_output_tokens',
    ],
    ['response.done', { status: 'completed' }, 'completed'],
    ['response.completed', {}, 'completed'],
  ])('ends at %s', (type, response, stopReason) => {
    expect(read(event(type, { response }))).toMatchObject({
      ending: 'terminal',
      stopReason,
      contentSeen: true,
      error: null,
    });
  });

  it('ends at [DONE]', () => {
    expect(read(delta).ending).toBe('open');
    expect(read(delta, 'data: [DONE]\n\n').ending).toBe('terminal');
  });

  it.each([
    [
      'response.failed',
      {
        response: { status: 'failed', error: { code: 'rate_limit_exceeded', message: 'Try again in 20s.' } },
      },
    ],
    [
      'response.done',
      {
        response: { status: 'failed', error: { code: 'rate_limit_exceeded', message: 'Try again in 20s.' } },
      },
    ],
  ])('takes %s of a failed response for an error and the end', (type, members) => {
    expect(read(event(type, members))).toMatchObject({
      ending: 'terminal',
      contentSeen: false,
      stopReason: 'failed',
      error: { kind: 'rate_limit', message: 'Try again in 20s.', status: null, retryAfterMs: 20_000 },
    });
  });

  it.each([
    ['flat', { code: 'context_length_exceeded', message: 'Too long', param: null, sequence_number: 3 }],
    [
      'nested',
      { error: { type: 'invalid_request_error', code: 'context_length_exceeded', message: 'Too long' } },
    ],
  ])('reads an error event: %s', (_name, members) => {
    expect(read(event('error', members)).error).toMatchObject({
      kind: 'context_length',
      message: 'Too long',
    });
    expect(read(delta, event('error', members)).error).toMatchObject({ kind: 'context_length' });
  });

  it('survives a failed event without an error', () => {
    expect(read(event('response.failed', { response: null })).error?.kind).toBe('server_error');
    expect(read(event('response.failed')).ending).toBe('terminal');
  });

  it.each([
    ['response.output_item.added', false],
    ['response.content_part.added', false],
    ['response.reasoning_summary_part.added', false],
    ['keepalive', false],
    ['response.reasoning_summary_text.delta', true],
    ['response.refusal.delta', true],
    ['response.custom_tool_call_input.delta', true],
    ['response.output_item.done', true],
  ])('%s is content: %s', (type, contentSeen) => {
    expect(read(event(type, { sequence_number: 1 }))).toMatchObject({ contentSeen, sequenceNumber: 1 });
  });

  it('does not end at a completed event it cannot read', () => {
    expect(read(delta, 'event: response.completed\ndata: {"type":"response.comp\n\n').ending).toBe('open');
  });
});
