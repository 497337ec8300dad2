import { describe, expect, it } from 'vitest';
import type { CanonicalRequest } from '../canonical/request';
import type { CanonicalResponse } from '../canonical/response';
import { isRecord, readArray, readRecord } from '../json/read';
import { encodeResponse } from './encode-response';
import { createAnswerContext } from './testing/chat-context';

const origin = { protocol: 'gemini' as const, channelId: null, model: null };

function encode(
  parts: CanonicalResponse['parts'],
  reason: CanonicalResponse['finish']['reason'] = 'stop',
  members: Partial<CanonicalRequest> = {},
) {
  const { context, warnings } = createAnswerContext(members);
  const response = { upstreamId: null, model: null, parts, finish: { reason, rawReason: null }, usage: null };
  const body = encodeResponse(response, context);
  const [choice] = readArray(body, 'choices');
  return {
    body,
    message: readRecord(choice, 'message') ?? {},
    finish: isRecord(choice) ? choice['finish_reason'] : null,
    warnings,
  };
}

const call = { type: 'toolCall' as const, id: 'call_a', name: 'f', args: '{}' };

describe('encodeResponse', () => {
  it('case 57: writes "" for an answer of nothing but reasoning, null beside calls', () => {
    expect(encode([{ type: 'reasoning', text: 'Hm', origin }]).message).toEqual({
      role: 'assistant',
      content: '',
      refusal: null,
      reasoning_content: 'Hm',
    });
    expect(encode([call], 'tool_calls').message['content']).toBeNull();
  });

  it('has no usage that nobody counted', () => {
    expect(encode([]).body).not.toHaveProperty('usage');
  });

  it('case 50: writes a signature on the call that has it, and that of a text on the message', () => {
    const { message } = encode(
      [
        { type: 'text', text: 'a', signature: 'dA==' },
        { ...call, signature: 'c2ln' },
        { ...call, id: 'call_b' },
      ],
      'tool_calls',
    );
    expect(message).toMatchObject({
      extra_content: { google: { thought_signature: 'dA==' } },
      tool_calls: [
        { id: 'call_a', extra_content: { google: { thought_signature: 'c2ln' } } },
        { id: 'call_b' },
      ],
    });
    expect(readArray(message, 'tool_calls')[1]).not.toHaveProperty('extra_content');
  });

  it('case 9: mints an id for a call that has none', () => {
    const { message } = encode([{ ...call, id: '' }], 'tool_calls');
    expect(message).toMatchObject({ tool_calls: [{ id: expect.stringMatching(/^call_\d{24}$/) }] });
  });

  it('puts citations at their place in the whole text', () => {
    const citation = {
      type: 'url' as const,
      url: 'https://a.example',
      title: 'A',
      start: 1,
      end: 2,
      quote: null,
    };
    const { message } = encode([
      { type: 'text', text: 'abc' },
      { type: 'text', text: 'def', citations: [citation] },
    ]);
    expect(message).toMatchObject({
      content: 'abcdef',
      annotations: [
        {
          type: 'url_citation',
          url_citation: { url: 'https://a.example', title: 'A', start_index: 4, end_index: 5 },
        },
      ],
    });
  });

  it('warns of what the client cannot be shown', () => {
    const image = {
      type: 'image' as const,
      source: { type: 'base64' as const, mediaType: 'image/png', data: 'AA==' },
    };
    expect(encode([image]).warnings).toEqual(['an image in the answer cannot be shown to this client']);
    const wants = { streamUsage: false, legacyFunctions: true, echo: {} };
    expect(encode([call, call], 'tool_calls', { wants }).warnings).toEqual([
      'function_call: the client can read only the first of several calls',
    ]);
  });

  it.each([
    ['stop', 'stop'],
    ['stop_sequence', 'stop'],
    ['length', 'length'],
    ['content_filter', 'content_filter'],
    ['refusal', 'content_filter'],
    ['context_window', 'length'],
    ['pause', 'length'],
    ['compaction', 'stop'],
    ['malformed', 'stop'],
    ['unknown', 'stop'],
    ['tool_calls', 'stop'],
  ] as const)('maps the finish %s to %s', (reason, wire) => {
    expect(encode([{ type: 'text', text: 'a' }], reason).finish).toBe(wire);
  });

  it('case 8: tells of calls in the finish reason, whatever was said', () => {
    expect(encode([call], 'stop').finish).toBe('tool_calls');
    expect(encode([call], 'length').finish).toBe('length');
  });
});
