import { describe, expect, it } from 'vitest';
import { toolCallStream } from './fixtures/tool-call-stream';
import {
  DONE,
  call,
  calls,
  checkOrder,
  chunk,
  collectParts,
  delta,
  lastOf,
  readChatStream,
  stop,
  types,
} from './testing/chat-stream';

const readFinish = (choice: object): unknown =>
  lastOf(readChatStream([delta({ content: 'a' }, 'stop', choice), DONE]).events);

describe('the stream', () => {
  it('reads a whole one', () => {
    const { events } = readChatStream([toolCallStream]);
    checkOrder(events);
    expect(events[0]).toEqual({
      type: 'start',
      id: 'chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG',
      model: 'gpt-5.1-2026-01-15',
    });
    expect(collectParts(events)).toMatchObject([
      { type: 'reasoning', text: 'The user wants the weather 🤔' },
      { type: 'text' },
      { type: 'toolCall', name: 'get_weather', args: '{"city":"München"}' },
    ]);
  });

  it('case 74: Azure begins with no choices, and sends chunks without a delta', () => {
    const { events } = readChatStream([
      chunk({ id: '', model: '', choices: [], prompt_filter_results: [] }),
      chunk({ choices: [{ index: 0, finish_reason: null, content_filter_offsets: {} }] }),
      delta(null),
      delta({ content: 'a' }),
      stop,
      DONE,
    ]);
    expect(types(events)).toBe('start, part_start 0, text_delta 0, part_end 0, finish');
  });

  it.each([
    ['an error object', chunk({ error: { code: 502, message: 'Overloaded' }, choices: [] })],
    ['a failed choice', delta({}, 'error', { error: { code: 502, message: 'Overloaded' } })],
    ['an error event', 'event: error\ndata: {"message":"Overloaded"}\n\n'],
    ['an error event of text', 'event: error\ndata: Overloaded\n\n'],
  ])('case 75: %s within a stream of status 200 is an error, and the last event', (_name, event) => {
    const { events } = readChatStream([
      ': OPENROUTER PROCESSING\n\n',
      delta({ content: 'a' }),
      ': OPENROUTER PROCESSING\n\n',
      event,
      delta({ content: 'b' }),
      stop,
      DONE,
    ]);
    expect(types(events)).toBe('start, part_start 0, text_delta 0, error');
    expect(lastOf(events)).toMatchObject({ error: { kind: 'overloaded' } });
  });

  it('case 76: CRLF, single bytes, torn emoji and line ends give the same events', () => {
    const bytes = Buffer.from(toolCallStream.replaceAll('\n', '\r\n'));
    const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect(readChatStream(single).events).toEqual(readChatStream([toolCallStream]).events);
  });

  it('case 77: an end in the middle of an answer is an error', () => {
    const { events, complete } = readChatStream([delta({ content: 'a' })]);
    expect(complete).toBe(false);
    expect(lastOf(events)).toMatchObject({ type: 'error', error: { kind: 'truncated' } });
  });

  it('takes an end for a finish where the channel just ends, but not an empty stream', () => {
    const lenient = { lenientEof: true };
    expect(lastOf(readChatStream([delta({ content: 'a' })], lenient).events)).toMatchObject({
      type: 'finish',
      finish: { reason: 'stop', rawReason: null },
    });
    expect(lastOf(readChatStream([], lenient).events)).toMatchObject({ error: { kind: 'truncated' } });
    expect(lastOf(readChatStream([DONE]).events)).toMatchObject({ error: { kind: 'truncated' } });
  });

  it('takes [DONE] without a finish reason for a finish, and says so', () => {
    const text = readChatStream([delta({ content: 'a' }), DONE]);
    expect(lastOf(text.events)).toMatchObject({ finish: { reason: 'stop' } });
    expect(text.warnings).toEqual(['the upstream ended its answer without a finish reason']);
    const called = readChatStream([calls(call(0, 'a', 'f', '{}')), DONE]);
    expect(lastOf(called.events)).toMatchObject({ finish: { reason: 'tool_calls' } });
  });

  it('is complete from the finish reason on, and finishes at the end', () => {
    const { events, complete } = readChatStream([delta({ content: 'a' }), stop]);
    expect(complete).toBe(true);
    expect(lastOf(events)).toMatchObject({ type: 'finish' });
  });

  it.each([
    ['eos', 'stop'],
    ['length', 'length'],
    ['max_tokens', 'length'],
    ['content_filter', 'content_filter'],
    ['sensitive', 'content_filter'],
    ['surprise', 'unknown'],
  ])('maps the finish reason %s to %s', (raw, reason) => {
    const { events } = readChatStream([delta({ content: 'a' }, raw), DONE]);
    expect(lastOf(events)).toEqual({ type: 'finish', finish: { reason, rawReason: raw } });
  });

  it('tells the stop sequence where the upstream does, and takes a token id for none', () => {
    expect(readFinish({ matched_stop: 'END' })).toMatchObject({
      finish: { reason: 'stop_sequence', stopText: 'END' },
    });
    expect(readFinish({ stop_reason: 'END' })).toMatchObject({ finish: { reason: 'stop_sequence' } });
    expect(readFinish({ matched_stop: 151_645 })).toMatchObject({ finish: { reason: 'stop' } });
  });

  it('reads a refusal', () => {
    const { events } = readChatStream([delta({ refusal: 'I can' }), delta({ refusal: 'not.' }), stop, DONE]);
    expect(collectParts(events)).toEqual([{ type: 'refusal', text: 'I cannot.' }]);
    expect(lastOf(events)).toMatchObject({ finish: { reason: 'refusal' } });
  });

  it('reads citations of the running text, by their place in it', () => {
    const citation = {
      type: 'url_citation',
      url_citation: { url: 'https://a.example', title: 'A', start_index: 3, end_index: 5 },
    };
    const { events } = readChatStream([
      delta({ content: 'ab' }),
      delta({ reasoning: 'x' }),
      delta({ content: 'cdef' }),
      delta({ annotations: [citation] }),
      stop,
      DONE,
    ]);
    expect(events.find(({ type }) => type === 'citation')).toEqual({
      type: 'citation',
      part: 2,
      citation: { type: 'url', url: 'https://a.example', title: 'A', start: 1, end: 3, quote: null },
    });
  });

  it('reads content in parts, and images', () => {
    const { events } = readChatStream([
      delta({ content: [{ type: 'text', text: 'a' }, { type: 'reference' }, { type: 'text', text: 'b' }] }),
      delta({ images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] }),
      stop,
      DONE,
    ]);
    expect(collectParts(events)).toEqual([
      { type: 'text', text: 'ab' },
      { type: 'image', source: { type: 'base64', mediaType: 'image/png', data: 'AAAA' } },
    ]);
  });

  it('reads a whole message where a delta should be, but not again at the end', () => {
    const whole = chunk({ choices: [{ index: 0, message: { content: 'ab' }, finish_reason: 'stop' }] });
    expect(collectParts(readChatStream([whole, DONE]).events)).toEqual([{ type: 'text', text: 'ab' }]);
    expect(collectParts(readChatStream([delta({ content: 'ab' }), whole, DONE]).events)).toEqual([
      { type: 'text', text: 'ab' },
    ]);
  });

  it('keeps to one choice of several', () => {
    const other = chunk({ choices: [{ index: 1, delta: { content: 'x' }, finish_reason: null }] });
    expect(collectParts(readChatStream([delta({ content: 'a' }), other, stop, DONE]).events)).toEqual([
      { type: 'text', text: 'a' },
    ]);
  });

  it('calls an event that is not JSON an error, and passes over empty ones and bare values', () => {
    const broken = readChatStream([delta({ content: 'a' }), 'data: {"choices":[{"del\n\n', stop, DONE]);
    expect(lastOf(broken.events)).toMatchObject({ type: 'error', error: { kind: 'bad_response' } });
    const odd = readChatStream([
      delta({ content: 'a' }),
      'data:\n\n',
      'data: null\n\n',
      'data: []\n\n',
      stop,
      DONE,
    ]);
    expect(lastOf(odd.events)).toMatchObject({ type: 'finish' });
  });
});
