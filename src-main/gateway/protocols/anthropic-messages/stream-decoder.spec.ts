import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CanonicalEvent } from '../canonical/response';
import { cutAt } from '../testing/describe-stream-tap';
import { createDecodeContext, type TargetOptions } from './fixtures/contexts';
import { toolUseStream } from './fixtures/tool-use-stream';
import { createStreamDecoder } from './stream-decoder';

const event = (type: string, members: object = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}\n\n`;
const messageStart = event('message_start', { message: { id: 'msg_1', model: 'm' } });
const blockStart = (index: number, content_block: object): string =>
  event('content_block_start', { index, content_block });
const delta = (index: number, members: object): string =>
  event('content_block_delta', { index, delta: members });
const blockStop = (index: number): string => event('content_block_stop', { index });
const messageDelta = (stop_reason: string | null, usage?: object): string =>
  event('message_delta', { delta: { stop_reason }, ...(usage !== undefined && { usage }) });
const messageStop = event('message_stop');
const textStart = (index: number) => blockStart(index, { type: 'text', text: '' });
const textDelta = (index: number, text: string) => delta(index, { type: 'text_delta', text });
const useStart = (index: number, members: object = {}) =>
  blockStart(index, { type: 'tool_use', id: `t${index}`, name: 'f', input: {}, ...members });
const json = (index: number, partial_json: unknown) =>
  delta(index, { type: 'input_json_delta', partial_json });

function decodeChunks(
  chunks: readonly (string | Uint8Array)[],
  options: TargetOptions = {},
): CanonicalEvent[] {
  const decoder = createStreamDecoder(createDecodeContext(options));
  return [...chunks.flatMap((chunk) => decoder.push(Buffer.from(chunk))), ...decoder.end()];
}

const decode = (...pieces: string[]): CanonicalEvent[] => decodeChunks([pieces.join('')]);
const START = { type: 'start', id: 'msg_1', model: 'm' };
const stop = (rawReason: string | null = 'end_turn') => ({
  type: 'finish',
  finish: { reason: 'stop', rawReason },
});
const partStart = (part: number, content: object) => ({ type: 'part_start', part, content });
const TEXT = { kind: 'text' };

/** Text as a reader would put it together. */
const said = (events: readonly CanonicalEvent[], type: CanonicalEvent['type']): string =>
  events.map((one) => (one.type === type && 'text' in one ? one.text : '')).join('');

const EXPECTED = [
  { type: 'start', id: 'msg_01XFDUDYJgAACzvnptvVoYEL', model: 'claude-sonnet-5-20261021' },
  {
    type: 'usage',
    usage: { input: 4325, output: 1, cacheRead: 4000, cacheWrite5m: 100, cacheWrite1h: 200, reasoning: 0 },
  },
  partStart(0, { kind: 'reasoning' }),
  { type: 'reasoning_delta', part: 0, text: 'Let me look at the weather… 🤔' },
  { type: 'reasoning_state', part: 0, state: { kind: 'signature', data: 'EqoBCkYIARgCIkA=' } },
  { type: 'part_end', part: 0 },
  partStart(1, TEXT),
  { type: 'text_delta', part: 1, text: 'Grüße aus München 🇩🇪 ' },
  { type: 'text_delta', part: 1, text: 'event: message_stop\ndata: {"type":"message_stop"}\n\n' },
  { type: 'text_delta', part: 1, text: '"usage":{"output_tokens":9999}' },
  { type: 'part_end', part: 1 },
  partStart(2, { kind: 'toolCall', id: 'toolu_01T1x', name: 'get_weather' }),
  { type: 'args_delta', part: 2, text: '{"city":' },
  { type: 'args_delta', part: 2, text: ' "München"}' },
  { type: 'part_end', part: 2 },
  {
    type: 'usage',
    usage: { input: 4325, output: 89, cacheRead: 4000, cacheWrite5m: 100, cacheWrite1h: 200, reasoning: 40 },
  },
  { type: 'finish', finish: { reason: 'tool_calls', rawReason: 'tool_use' } },
];

describe('createStreamDecoder', () => {
  it('tells a whole stream', () => {
    expect(decode(toolUseStream)).toEqual(EXPECTED);
  });

  it('tells the same however the bytes are cut, and with any line ends', () => {
    for (const text of [toolUseStream, toolUseStream.replaceAll('\n', '\r\n'), `\uFEFF${toolUseStream}`]) {
      const bytes = Buffer.from(text);
      fc.assert(
        fc.property(fc.array(fc.nat(bytes.length), { maxLength: 60 }), (cuts) => {
          expect(decodeChunks(cutAt(bytes, cuts))).toEqual(EXPECTED);
        }),
        { numRuns: 60 },
      );
    }
    expect(decodeChunks([...Buffer.from(toolUseStream)].map((byte) => Uint8Array.of(byte)))).toEqual(
      EXPECTED,
    );
  });

  it('needs no event lines and no blank line at the end', () => {
    const bare = toolUseStream.replaceAll(/^event: .*\n/gm, '').trimEnd();
    expect(decode(bare)).toEqual(EXPECTED);
  });

  it('never throws, and always ends in one finish or error, on bytes that are no stream', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom('data: ', '\n\n', '\r', '{', '}', 'event: error\n', 'data: [DONE]\n\n'),
        fc.constantFrom(
          messageStart,
          textStart(0),
          textDelta(0, 'x'),
          useStart(1),
          json(1, '{'),
          blockStop(0),
          messageStop,
        ),
        fc.json({ maxDepth: 3 }).map((value) => `data: ${value}\n\n`),
        fc.string(),
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(pieces, (chunks) => {
        const events = decodeChunks(chunks);
        const last = events.findIndex(({ type }) => type === 'finish' || type === 'error');
        expect(last).toBe(events.length - 1);
      }),
    );
  });

  it('keeps the order of events when members have the wrong type', () => {
    const places = [...toolUseStream.matchAll(/":/g)].map((match) => match.index + 2);
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.json({ maxDepth: 2 }), (place, value) => {
        const broken =
          toolUseStream.slice(0, place) + toolUseStream.slice(place).replace(/^\s*[^,}\]\n]*/, () => value);
        const open = new Set<number>();
        const events = decode(broken);
        for (const one of events) {
          if (one.type === 'part_start') open.add(one.part);
          else if (one.type === 'part_end') expect(open.delete(one.part)).toBe(true);
          else if ('part' in one) expect(open.has(one.part)).toBe(true);
        }
        expect(events.at(-1)?.type === 'finish' ? open.size : 0).toBe(0);
      }),
    );
  });

  it('closes a block whose end was forgotten', () => {
    const events = decode(
      messageStart,
      textStart(0),
      textDelta(0, 'A'),
      useStart(1),
      json(1, '{}'),
      messageDelta('tool_use'),
      messageStop,
    );
    expect(events.map(({ type }) => type)).toEqual([
      'start',
      'part_start',
      'text_delta',
      'part_end',
      'part_start',
      'args_delta',
      'part_end',
      'finish',
    ]);
  });

  it('makes two parts of blocks that share an index', () => {
    const events = decode(
      messageStart,
      useStart(0),
      json(0, '{"a":1}'),
      useStart(0, { id: 'other' }),
      json(0, '{}'),
      messageDelta('tool_use'),
    );
    expect(events.filter(({ type }) => type === 'part_start')).toHaveLength(2);
    expect(events.filter(({ type }) => type === 'part_end')).toHaveLength(2);
  });

  it('keeps calls whole that are told at the same time', () => {
    const events = decode(
      messageStart,
      useStart(0),
      useStart(1),
      json(0, '{"a"'),
      json(1, '{"b"'),
      json(0, ':1}'),
      json(1, ':2}'),
      messageDelta('tool_use'),
      messageStop,
    );
    const argsOf = (part: number) =>
      said(
        events.filter((one) => 'part' in one && one.part === part),
        'args_delta',
      );
    expect([argsOf(0), argsOf(1)]).toEqual(['{"a":1}', '{"b":2}']);
  });

  it('reads text, thinking and input that come with their block', () => {
    const events = decode(
      messageStart,
      blockStart(0, { type: 'thinking', thinking: 'Hm', signature: 'first' }),
      delta(0, { type: 'signature_delta', signature: 'last' }),
      blockStart(1, { type: 'text', text: 'Hi' }),
      useStart(2, { input: { a: 1 } }),
      blockStop(2),
      messageDelta('tool_use'),
    );
    expect(events.slice(1, -1)).toEqual([
      partStart(0, { kind: 'reasoning' }),
      { type: 'reasoning_delta', part: 0, text: 'Hm' },
      { type: 'reasoning_state', part: 0, state: { kind: 'signature', data: 'last' } },
      { type: 'part_end', part: 0 },
      partStart(1, TEXT),
      { type: 'text_delta', part: 1, text: 'Hi' },
      { type: 'part_end', part: 1 },
      partStart(2, { kind: 'toolCall', id: 't2', name: 'f' }),
      { type: 'args_delta', part: 2, text: '{"a":1}' },
      { type: 'part_end', part: 2 },
    ]);
  });

  it('takes input told twice only once', () => {
    const events = decode(
      messageStart,
      useStart(0, { input: { a: 1 } }),
      json(0, '{"a":1}'),
      blockStop(0),
      messageDelta('tool_use'),
    );
    expect(said(events, 'args_delta')).toBe('{"a":1}');
  });

  it('case 14: arguments sent as an object become text once', () => {
    const events = decode(
      messageStart,
      useStart(0),
      json(0, { a: 'x' }),
      blockStop(0),
      messageDelta('tool_use'),
    );
    expect(said(events, 'args_delta')).toBe('{"a":"x"}');
  });

  it('case 7: a call without arguments has no delta', () => {
    const events = decode(
      messageStart,
      useStart(0),
      json(0, ''),
      blockStop(0),
      messageDelta('tool_use'),
      messageStop,
    );
    expect(events.map(({ type }) => type)).toEqual(['start', 'part_start', 'part_end', 'finish']);
  });

  it('case 60: withheld thinking keeps its signature', () => {
    const events = decode(
      messageStart,
      blockStart(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, { type: 'signature_delta', signature: 's' }),
      blockStop(0),
      messageDelta('end_turn'),
    );
    expect(events.slice(1, -1)).toEqual([
      partStart(0, { kind: 'reasoning' }),
      { type: 'reasoning_state', part: 0, state: { kind: 'signature', data: 's' } },
      { type: 'part_end', part: 0 },
    ]);
  });

  it('tells redacted thinking, and the tools of the provider once they are whole', () => {
    const use = { type: 'server_tool_use', id: 's', name: 'web_search', input: {} };
    const found = { type: 'web_search_tool_result', tool_use_id: 's', content: [] };
    const events = decode(
      messageStart,
      blockStart(0, { type: 'redacted_thinking', data: 'enc' }),
      blockStop(0),
      blockStart(1, use),
      json(1, '{"query":'),
      json(1, '"q"}'),
      blockStop(1),
      blockStart(2, found),
      blockStop(2),
      blockStart(3, { type: 'fallback' }),
      blockStop(3),
      messageDelta('end_turn'),
    );
    const tool = (part: number, raw: object, digest: string) =>
      partStart(part, { kind: 'serverTool', protocol: 'anthropic-messages', raw, digest });
    expect(events.slice(1, -1)).toEqual([
      partStart(0, { kind: 'reasoning', redacted: true }),
      { type: 'reasoning_state', part: 0, state: { kind: 'redacted', data: 'enc' } },
      { type: 'part_end', part: 0 },
      tool(1, { ...use, input: { query: 'q' } }, '[web_search: q]'),
      { type: 'part_end', part: 1 },
      tool(2, found, ''),
      { type: 'part_end', part: 2 },
    ]);
  });

  it('reads citations after the text they belong to', () => {
    const citation = { type: 'page_location', cited_text: 'c', document_title: 'D', document_index: 0 };
    const events = decode(
      messageStart,
      textStart(0),
      textDelta(0, 'A'),
      delta(0, { type: 'citations_delta', citation }),
      blockStop(0),
      messageDelta('end_turn'),
    );
    expect(events[3]).toEqual({
      type: 'citation',
      part: 0,
      citation: { type: 'document', title: 'D', quote: 'c', raw: citation },
    });
  });

  it('begins without message_start', () => {
    expect(
      decode(textStart(0), textDelta(0, 'A'), messageDelta('end_turn'), messageStop).slice(0, 2),
    ).toEqual([{ type: 'start', id: null, model: null }, partStart(0, TEXT)]);
  });

  it('case 8: a turn with calls ends with calls though it says end_turn', () => {
    const events = decode(messageStart, useStart(0), blockStop(0), messageDelta('end_turn'), messageStop);
    expect(events.at(-1)).toMatchObject({ finish: { reason: 'tool_calls', rawReason: 'end_turn' } });
  });

  it('takes an end after the stop reason for success, and one before for a broken answer', () => {
    expect(decode(messageStart, messageDelta('end_turn')).at(-1)).toEqual(stop());
    expect(decode(messageStart, messageDelta('end_turn'), 'data: [DONE]\n\n').at(-1)).toEqual(stop());
    const truncated = { type: 'error', error: { kind: 'truncated' } };
    expect(decode(messageStart, textStart(0), textDelta(0, 'A')).at(-1)).toMatchObject(truncated);
    expect(decode(messageStart, 'data: [DONE]\n\n').at(-1)).toMatchObject(truncated);
    expect(decode('')).toMatchObject([truncated]);
    expect(decode('<html>502</html>')).toMatchObject([truncated]);
    const lenient = { profile: { lenientEof: true } };
    expect(decodeChunks([messageStart + textStart(0) + textDelta(0, 'A')], lenient).at(-1)).toEqual(
      stop(null),
    );
    expect(decodeChunks([''], lenient)).toMatchObject([truncated]);
  });

  it('says that the answer is complete once there is a stop reason', () => {
    const decoder = createStreamDecoder(createDecodeContext());
    decoder.push(Buffer.from(messageStart + textStart(0)));
    expect(decoder.isComplete()).toBe(false);
    decoder.push(Buffer.from(messageDelta('end_turn')));
    expect(decoder.isComplete()).toBe(true);
    expect(decoder.end().at(-1)).toEqual(stop());
    expect([...decoder.end(), ...decoder.push(Buffer.from(messageStop))]).toEqual([]);
  });

  it('merges usage that comes in pieces', () => {
    const events = decode(
      event('message_start', { message: { usage: { input_tokens: 0, output_tokens: 0 } } }),
      messageDelta('end_turn', { input_tokens: 10, cache_read_input_tokens: 5, output_tokens: null }),
      messageDelta(null, { output_tokens: 7 }),
      messageStop,
    );
    expect(events.filter(({ type }) => type === 'usage').at(-1)).toMatchObject({
      usage: { input: 15, output: 7, cacheRead: 5 },
    });
    expect(events.at(-1)).toEqual(stop());
  });

  it.each([
    ['its own', event('error', { error: { type: 'overloaded_error', message: 'M' } }), 'overloaded'],
    ['a bare object', 'data: {"error":{"type":"rate_limit_error","message":"M"}}\n\n', 'rate_limit'],
    ['text', 'event: error\ndata: M\n\n', 'server_error'],
    ['no JSON', 'data: oops\n\n', 'bad_response'],
  ])('ends with an error told as %s, and with nothing after it', (_name, piece, kind) => {
    const events = decode(messageStart, textStart(0), piece, textDelta(0, 'late'), messageDelta('end_turn'));
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { kind, status: null } });
    expect(events).toHaveLength(3);
  });

  it('passes over pings, comments, empty data and events it does not know', () => {
    const noise = [
      event('ping'),
      ': hi\n\n',
      'data:\n\n',
      'event: ping\ndata: x\n\n',
      event('novelty', { a: 1 }),
    ];
    expect(decode(messageStart, ...noise, messageDelta('end_turn'), messageStop)).toEqual([START, stop()]);
  });
});
