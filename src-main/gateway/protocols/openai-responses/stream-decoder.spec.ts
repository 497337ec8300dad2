import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChannelProfileOverrides } from '#shared/domain/channel-profile';
import { createAggregator, isUpstreamError } from '../canonical/aggregate';
import type { CanonicalEvent, CanonicalResponse } from '../canonical/response';
import { createDecodeAnswerContext } from './fixtures/codec-contexts';
import { functionCallStream } from './fixtures/function-call-stream';
import { createStreamDecoder } from './stream-decoder';

const ORIGIN = { protocol: 'openai-responses', channelId: 'ch_1', model: 'm' } as const;

const event = (type: string, members: object = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}\n\n`;
const created = event('response.created', { response: { id: 'resp_u', model: 'gpt-u', output: [] } });
const completed = (members: object = {}): string =>
  event('response.completed', { response: { id: 'resp_u', status: 'completed', ...members } });
const added = (index: number | undefined, item: object): string =>
  event('response.output_item.added', { output_index: index, item });
const done = (index: number | undefined, item: object): string =>
  event('response.output_item.done', { output_index: index, item });
const delta = (kind: string, text: string, members: object): string =>
  event(`response.${kind}.delta`, { delta: text, ...members });

function decode(text: string | Uint8Array, profile: ChannelProfileOverrides = {}): CanonicalEvent[] {
  const decoder = createStreamDecoder(createDecodeAnswerContext(profile));
  return [...decoder.push(Buffer.from(text)), ...decoder.end()];
}

/** Also checks the order that every decoder promises. */
function collect(text: string, profile: ChannelProfileOverrides = {}): CanonicalResponse {
  const events = decode(text, profile);
  checkOrder(events);
  const aggregator = createAggregator(ORIGIN);
  for (const decoded of events) aggregator.push(decoded);
  const result = aggregator.result();
  if (isUpstreamError(result)) throw new Error(`${result.kind}: ${result.message}`);
  return result;
}

function checkOrder(events: readonly CanonicalEvent[]): void {
  const open = new Set<number>();
  let parts = 0;
  events.forEach((decoded, index) => {
    const last = index === events.length - 1;
    if (decoded.type === 'start') expect(index).toBe(0);
    if (decoded.type === 'finish' || decoded.type === 'error') expect(last).toBe(true);
    if (decoded.type === 'finish') expect([...open]).toEqual([]);
    if (!('part' in decoded)) return;
    if (decoded.type === 'part_start') {
      expect(decoded.part).toBe(parts);
      parts += 1;
      open.add(decoded.part);
    } else {
      expect(open.has(decoded.part)).toBe(true);
      if ('text' in decoded) expect(decoded.text).not.toBe('');
      if (decoded.type === 'part_end') open.delete(decoded.part);
    }
  });
  expect(['finish', 'error']).toContain(events.at(-1)?.type);
}

describe('createStreamDecoder', () => {
  it('gives the events of a whole stream', () => {
    expect(decode(functionCallStream)).toEqual([
      {
        type: 'start',
        id: 'resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b',
        model: 'gpt-5.1-2026-01-15',
      },
      { type: 'part_start', part: 0, content: { kind: 'text' } },
      { type: 'text_delta', part: 0, text: 'Grüße 👋🏽 ' },
      {
        type: 'text_delta',
        part: 0,
        text: 'event: response.completed\ndata: {"type":"response.completed"}\n\n',
      },
      { type: 'text_delta', part: 0, text: '"usage":{"input_tokens":9},"sequence_number":999' },
      { type: 'part_end', part: 0 },
      {
        type: 'part_start',
        part: 1,
        content: { kind: 'toolCall', id: 'call_1', name: 'get_weather', itemId: 'fc_1' },
      },
      { type: 'args_delta', part: 1, text: '{"city":' },
      { type: 'args_delta', part: 1, text: '"München"}' },
      { type: 'part_end', part: 1 },
      {
        type: 'usage',
        usage: {
          input: 4325,
          output: 89,
          cacheRead: 4000,
          cacheWrite5m: 300,
          cacheWrite1h: 0,
          reasoning: 40,
        },
      },
      { type: 'finish', finish: { reason: 'tool_calls', rawReason: 'completed' } },
    ]);
  });

  it('reads reasoning, several summary pieces, and takes its encrypted content from the last event only', () => {
    const at = { item_id: 'rs_1', output_index: 0 };
    const stream =
      created +
      added(0, { id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: 'early' }) +
      event('response.reasoning_summary_part.added', {
        ...at,
        summary_index: 0,
        part: { type: 'summary_text', text: '' },
      }) +
      delta('reasoning_summary_text', 'One', { ...at, summary_index: 0 }) +
      delta('reasoning_summary_text', 'Two', { ...at, summary_index: 1, obfuscation: 'xyz' }) +
      done(0, {
        id: 'rs_1',
        type: 'reasoning',
        summary: [
          { type: 'summary_text', text: 'One' },
          { type: 'summary_text', text: 'Two!' },
        ],
        encrypted_content: 'late',
      }) +
      completed();
    expect(collect(stream).parts).toEqual([
      {
        type: 'reasoning',
        text: 'One\n\nTwo!',
        summary: ['One', 'Two!'],
        id: 'rs_1',
        state: { kind: 'encrypted', data: 'late' },
        origin: ORIGIN,
      },
    ]);
  });

  it('reads reasoning told as it is, once', () => {
    const at = { item_id: 'rs_1', output_index: 0, content_index: 0 };
    const item = {
      id: 'rs_1',
      type: 'reasoning',
      summary: [],
      content: [{ type: 'reasoning_text', text: 'Hm.' }],
    };
    const stream =
      created +
      added(0, { id: 'rs_1', type: 'reasoning', summary: [] }) +
      event('response.content_part.added', { ...at, part: { type: 'reasoning_text', text: '' } }) +
      delta('reasoning_text', 'Hm', at) +
      event('response.reasoning_text.done', { ...at, text: 'Hm.' }) +
      event('response.content_part.done', { ...at, part: { type: 'reasoning_text', text: 'Hm.' } }) +
      done(0, item) +
      completed({ output: [item] });
    expect(collect(stream).parts).toEqual([{ type: 'reasoning', text: 'Hm.', id: 'rs_1', origin: ORIGIN }]);
  });

  it('case 5: items under reused and overlapping indexes keep to themselves', () => {
    const stream =
      created +
      added(0, { id: 'rs_1', type: 'reasoning', summary: [] }) +
      delta('reasoning_summary_text', 'Think', { item_id: 'rs_1', output_index: 0, summary_index: 0 }) +
      added(0, { id: 'msg_1', type: 'message', content: [] }) +
      delta('output_text', 'Hel', { item_id: 'msg_1', output_index: 0, content_index: 0 }) +
      added(1, { id: 'fc_1', type: 'function_call', call_id: 'a', name: 'f', arguments: '' }) +
      added(1, { id: 'fc_2', type: 'function_call', call_id: 'b', name: 'g', arguments: '' }) +
      delta('function_call_arguments', '{"x":', { item_id: 'fc_1', output_index: 1 }) +
      delta('function_call_arguments', '{"y":', { item_id: 'fc_2', output_index: 1 }) +
      delta('output_text', 'lo', { item_id: 'msg_1', output_index: 0, content_index: 0 }) +
      delta('function_call_arguments', '1}', { item_id: 'fc_1', output_index: 1 }) +
      delta('function_call_arguments', '2}', { item_id: 'fc_2', output_index: 1 }) +
      done(0, { id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: 'Think' }] }) +
      done(0, { id: 'msg_1', type: 'message', content: [{ type: 'output_text', text: 'Hello' }] }) +
      done(1, { id: 'fc_1', type: 'function_call', call_id: 'a', name: 'f', arguments: '{"x":1}' }) +
      done(1, { id: 'fc_2', type: 'function_call', call_id: 'b', name: 'g', arguments: '{"y":2}' }) +
      completed();
    expect(collect(stream)).toMatchObject({
      parts: [
        { type: 'reasoning', text: 'Think' },
        { type: 'text', text: 'Hello' },
        { type: 'toolCall', id: 'a', name: 'f', args: '{"x":1}' },
        { type: 'toolCall', id: 'b', name: 'g', args: '{"y":2}' },
      ],
      finish: { reason: 'tool_calls' },
    });
  });

  it('case 89: arguments that come only with the finished item are emitted whole', () => {
    const call = { id: 'fc_1', type: 'function_call', call_id: 'a', name: 'f', arguments: '{"x":1}' };
    const announced = collect(created + added(0, { ...call, arguments: '' }) + done(0, call) + completed());
    const sudden = collect(created + done(0, call) + completed());
    const final = collect(created + completed({ output: [call] }));
    for (const { parts } of [announced, sudden, final])
      expect(parts).toEqual([{ type: 'toolCall', id: 'a', name: 'f', itemId: 'fc_1', args: '{"x":1}' }]);
  });

  it('case 8: calls are the reason to stop, whatever the status says', () => {
    const call = { type: 'function_call', call_id: 'a', name: 'f', arguments: '{}' };
    expect(collect(created + done(0, call) + completed()).finish).toEqual({
      reason: 'tool_calls',
      rawReason: 'completed',
    });
  });

  it('case 40: a free-form call keeps its input as it is', () => {
    const at = { item_id: 'ctc_1', output_index: 0 };
    const item = { id: 'ctc_1', type: 'custom_tool_call', call_id: 'a', name: 'apply_patch' };
    const stream =
      created +
      added(0, { ...item, input: '' }) +
      delta('custom_tool_call_input', '*** Begin', at) +
      event('response.custom_tool_call_input.done', { ...at, input: '*** Begin Patch' }) +
      done(0, { ...item, input: '*** Begin Patch' }) +
      completed();
    expect(collect(stream).parts).toEqual([
      {
        type: 'toolCall',
        id: 'a',
        name: 'apply_patch',
        custom: true,
        itemId: 'ctc_1',
        args: '*** Begin Patch',
      },
    ]);
  });

  it('case 17: the namespace of a call is kept', () => {
    const call = {
      type: 'function_call',
      call_id: 'a',
      name: 'create_issue',
      namespace: 'mcp__gh',
      arguments: '{}',
    };
    expect(collect(created + done(0, call) + completed()).parts[0]).toMatchObject({
      name: 'create_issue',
      namespace: 'mcp__gh',
    });
  });

  it('waits for the name of a call, and keeps the arguments until then', () => {
    const at = { item_id: 'fc_1', output_index: 0 };
    const stream =
      created +
      added(0, { id: 'fc_1', type: 'function_call', call_id: 'a', arguments: '' }) +
      delta('function_call_arguments', '{"x":', at) +
      delta('function_call_arguments', '1}', at) +
      event('response.function_call_arguments.done', { ...at, name: 'f', arguments: '{"x":1}' }) +
      completed();
    expect(collect(stream).parts).toEqual([
      { type: 'toolCall', id: 'a', name: 'f', itemId: 'fc_1', args: '{"x":1}' },
    ]);
  });

  it('reads arguments that are an object, and those that only the announcement held', () => {
    const call = { id: 'fc_1', type: 'function_call', call_id: 'a', name: 'f' };
    expect(collect(created + done(0, { ...call, arguments: { x: 1 } }) + completed()).parts[0]).toMatchObject(
      { args: '{"x":1}' },
    );
    expect(
      collect(created + added(0, { ...call, arguments: '{"x":1}' }) + completed()).parts[0],
    ).toMatchObject({ args: '{"x":1}' });
  });

  it.each([
    ['no ids', { output_index: 0 }],
    ['no indexes', { item_id: 'msg_1' }],
    ['neither', {}],
    ['an id that changes with each event', { output_index: 0, item_id: 'other' }],
  ])('routes text by what there is: %s', (_name, at) => {
    const stream =
      created +
      added(0, { id: 'msg_1', type: 'message', content: [] }) +
      delta('output_text', 'a', at) +
      delta('output_text', 'b', at) +
      event('response.output_text.done', { ...at, text: 'abc' }) +
      completed({
        output: [{ id: 'msg_9', type: 'message', content: [{ type: 'output_text', text: 'abc' }] }],
      });
    expect(collect(stream).parts).toEqual([{ type: 'text', text: 'abc' }]);
  });

  it.each([
    ['only in deltas', delta('output_text', 'abc', { output_index: 0 }) + completed()],
    ['only in the text', event('response.output_text.done', { output_index: 0, text: 'abc' }) + completed()],
    [
      'only in the content part',
      event('response.content_part.done', { output_index: 0, part: { type: 'output_text', text: 'abc' } }) +
        completed(),
    ],
    [
      'only in the item',
      done(0, { type: 'message', content: [{ type: 'output_text', text: 'abc' }] }) + completed(),
    ],
    [
      'only at the end',
      completed({ output: [{ type: 'message', content: [{ type: 'output_text', text: 'abc' }] }] }),
    ],
    [
      'everywhere',
      delta('output_text', 'abc', { output_index: 0 }) +
        event('response.output_text.done', { output_index: 0, text: 'abc' }) +
        event('response.content_part.done', { output_index: 0, part: { type: 'output_text', text: 'abc' } }) +
        done(0, { type: 'message', content: [{ type: 'output_text', text: 'abc' }] }) +
        completed({ output: [{ type: 'message', content: [{ type: 'output_text', text: 'abc' }] }] }),
    ],
  ])('finds text once, without created: %s', (_name, stream) => {
    expect(collect(stream)).toMatchObject({
      parts: [{ type: 'text', text: 'abc' }],
      finish: { reason: 'stop', rawReason: 'completed' },
    });
  });

  it('reads annotations from their events or from the finished part, once', () => {
    const annotation = {
      type: 'url_citation',
      url: 'https://x.test',
      title: 'X',
      start_index: 0,
      end_index: 3,
    };
    const at = { item_id: 'msg_1', output_index: 0, content_index: 0 };
    const part = {
      type: 'output_text',
      text: 'abc',
      annotations: [annotation, { type: 'file_citation', file_id: 'f', filename: 'a.txt', index: 1 }],
    };
    const stream =
      created +
      delta('output_text', 'abc', at) +
      event('response.output_text.annotation.added', { ...at, annotation_index: 0, annotation }) +
      event('response.content_part.done', { ...at, part }) +
      done(0, { id: 'msg_1', type: 'message', content: [part] }) +
      completed();
    expect(collect(stream).parts).toEqual([
      {
        type: 'text',
        text: 'abc',
        citations: [
          { type: 'url', url: 'https://x.test', title: 'X', start: 0, end: 3, quote: null },
          {
            type: 'document',
            title: 'a.txt',
            quote: null,
            raw: { type: 'file_citation', file_id: 'f', filename: 'a.txt', index: 1 },
          },
        ],
      },
    ]);
  });

  it('reads a refusal', () => {
    const stream =
      created +
      delta('refusal', 'No', { output_index: 0, content_index: 0 }) +
      event('response.refusal.done', { output_index: 0, content_index: 0, refusal: 'No.' }) +
      completed();
    expect(collect(stream)).toMatchObject({
      parts: [{ type: 'refusal', text: 'No.' }],
      finish: { reason: 'refusal' },
    });
  });

  it('tells tools of the provider and images when they are complete', () => {
    const search = {
      id: 'ws_1',
      type: 'web_search_call',
      status: 'completed',
      action: { type: 'search', query: 'q' },
    };
    const stream =
      created +
      added(0, { id: 'ws_1', type: 'web_search_call', status: 'in_progress' }) +
      event('response.web_search_call.searching', { item_id: 'ws_1', output_index: 0 }) +
      done(0, search) +
      done(1, { id: 'ig_1', type: 'image_generation_call', result: 'AAAA', output_format: 'webp' }) +
      completed();
    expect(collect(stream).parts).toEqual([
      { type: 'serverTool', protocol: 'openai-responses', raw: search, digest: 'Searched the web: q' },
      { type: 'image', source: { type: 'base64', mediaType: 'image/webp', data: 'AAAA' } },
    ]);
  });

  it.each([
    [
      'response.incomplete',
      { incomplete_details: { reason: 'max_output_tokens' } },
      'length',
      'max_output_tokens',
    ],
    [
      'response.incomplete',
      { incomplete_details: { reason: 'content_filter' } },
      'content_filter',
      'content_filter',
    ],
    ['response.incomplete', { incomplete_details: { reason: 'steered' } }, 'pause', 'steered'],
    ['response.incomplete', { incomplete_details: { reason: 'tired' } }, 'unknown', 'tired'],
    ['response.incomplete', {}, 'length', 'incomplete'],
    ['response.done', { status: 'completed' }, 'stop', 'completed'],
    [
      'response.completed',
      { status: 'incomplete', incomplete_details: { reason: 'max_messages' } },
      'length',
      'max_messages',
    ],
  ])('case 87: %s %j ends as it says', (type, response, reason, rawReason) => {
    const stream = created + delta('output_text', 'a', { output_index: 0 }) + event(type, { response });
    expect(collect(stream).finish).toEqual({ reason, rawReason });
  });

  it('takes [DONE] for the end of what came', () => {
    const stream = created + delta('output_text', 'a', { output_index: 0 }) + 'data: [DONE]\n\n';
    expect(collect(stream)).toMatchObject({ parts: [{ text: 'a' }], finish: { reason: 'stop' } });
    expect(decode('data: [DONE]\n\n').at(-1)).toMatchObject({ type: 'error', error: { kind: 'truncated' } });
  });

  it('case 77: an end without a last event is an error, unless the channel is known for it', () => {
    const stream = created + delta('output_text', 'a', { output_index: 0 });
    expect(decode(stream).at(-1)).toMatchObject({ type: 'error', error: { kind: 'truncated' } });
    expect(collect(stream, { lenientEof: true }).parts).toEqual([{ type: 'text', text: 'a' }]);
    expect(decode('', { lenientEof: true })).toMatchObject([{ type: 'error' }]);
  });

  it.each([
    [
      'failed',
      event('response.failed', {
        response: { status: 'failed', error: { code: 'rate_limit_exceeded', message: 'Try again in 20s.' } },
      }),
      'rate_limit',
    ],
    ['failed without an error', event('response.failed', { response: null }), 'server_error'],
    ['cancelled', event('response.cancelled', { response: { status: 'cancelled' } }), 'server_error'],
    [
      'flat error',
      event('error', { code: 'context_length_exceeded', message: 'Too long' }),
      'context_length',
    ],
    ['nested error', event('error', { error: { code: 'insufficient_quota', message: 'Pay' } }), 'billing'],
    ['error without a type', 'data: {"error":{"message":"Overloaded","code":503}}\n\n', 'overloaded'],
    ['named error without JSON', 'event: error\ndata: overloaded\n\n', 'overloaded'],
    [
      'JSON too deep',
      `data: {"type":"response.output_item.done","item":{"type":"function_call","call_id":"a","arguments":${'['.repeat(1e5)}${']'.repeat(1e5)}}}\n\n`,
      'bad_response',
    ],
    ['broken JSON', 'data: {"type":"response.output_text.delta","del\n\n', 'bad_response'],
  ])('ends with an error: %s', (_name, text, kind) => {
    const events = decode(created + text + delta('output_text', 'late', { output_index: 0 }) + completed());
    expect(events).toMatchObject([{ type: 'start' }, { type: 'error', error: { kind } }]);
  });

  it('gives an error that comes first without a start', () => {
    expect(decode(event('error', { message: 'Full.', code: 'server_is_overloaded' }))).toMatchObject([
      { type: 'error', error: { kind: 'overloaded', message: 'Full.' } },
    ]);
  });

  it('knows when it is complete, and says nothing afterwards', () => {
    const decoder = createStreamDecoder(createDecodeAnswerContext());
    decoder.push(Buffer.from(created));
    expect(decoder.isComplete()).toBe(false);
    decoder.push(Buffer.from(completed()));
    expect(decoder.isComplete()).toBe(true);
    expect([...decoder.push(Buffer.from(completed())), ...decoder.end()]).toEqual([]);
  });

  it('passes over keepalives, empty data, unknown events and text that is no JSON', () => {
    const noise = `: hi\n\n${event('keepalive')}data:\n\nevent: x\n\ndata: pong\n\n${event('response.unheard_of', { a: 1 })}`;
    const stream =
      noise + created + noise + delta('output_text', 'a', { output_index: 0 }) + noise + completed();
    expect(collect(stream).parts).toEqual([{ type: 'text', text: 'a' }]);
  });

  it('reads a last event that is not terminated, and type by its event line only', () => {
    const stream = `event: response.output_text.delta\ndata: {"delta":"a","output_index":0}\n\n${completed().trimEnd()}`;
    expect(collect(stream).parts).toEqual([{ type: 'text', text: 'a' }]);
  });

  it('gives the same events however the bytes are cut', () => {
    const bytes = Buffer.from(functionCallStream.replaceAll('\n', '\r\n'));
    const whole = decode(functionCallStream);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: bytes.length }), { maxLength: 40 }), (cuts) => {
        const decoder = createStreamDecoder(createDecodeAnswerContext());
        const events: CanonicalEvent[] = [];
        const ends = [...cuts.toSorted((a, b) => a - b), bytes.length];
        let from = 0;
        for (const end of ends) {
          events.push(...decoder.push(bytes.subarray(from, end)));
          from = end;
        }
        expect([...events, ...decoder.end()]).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  const anyItem = fc.record(
    {
      id: fc.constantFrom('a', 'b', '', null),
      type: fc.constantFrom(
        'message',
        'reasoning',
        'function_call',
        'custom_tool_call',
        'web_search_call',
        7,
      ),
      call_id: fc.constantFrom('c', '', null),
      name: fc.constantFrom('f', '', null),
      arguments: fc.constantFrom('{}', '{"a":1}', {}, 5),
      content: fc.constantFrom(
        [],
        [null],
        [{ type: 'output_text', text: 'ab' }],
        [{ type: 'refusal', refusal: 'no' }],
        'x',
      ),
      summary: fc.constantFrom([], [{ text: 'ab' }], null),
    },
    { requiredKeys: [] },
  );
  const anyEvent = fc
    .record(
      {
        type: fc.constantFrom(
          'response.created',
          'response.output_item.added',
          'response.output_item.done',
          'response.content_part.added',
          'response.content_part.done',
          'response.output_text.delta',
          'response.output_text.done',
          'response.output_text.annotation.added',
          'response.refusal.delta',
          'response.reasoning_summary_text.delta',
          'response.reasoning_text.delta',
          'response.function_call_arguments.delta',
          'response.function_call_arguments.done',
          'response.custom_tool_call_input.delta',
          'response.completed',
        ),
        output_index: fc.constantFrom(0, 1, 'x', null, -1),
        item_id: fc.constantFrom('a', 'b', '', 3),
        content_index: fc.constantFrom(0, 1, null),
        summary_index: fc.constantFrom(0, 1, '0'),
        delta: fc.constantFrom('a', '', null, {}),
        text: fc.constantFrom('ab', 5),
        part: fc.constantFrom(
          null,
          { type: 'output_text', text: 'ab' },
          { type: 'refusal' },
          { type: 'reasoning_text' },
        ),
        annotation: fc.constantFrom(null, {}, { type: 'url_citation', url: 'u' }),
        arguments: fc.constantFrom('{}', {}),
        item: anyItem,
        response: fc.record({
          output: fc.array(anyItem, { maxLength: 3 }),
          status: fc.constantFrom('completed', 'incomplete', 'odd', 3),
        }),
      },
      { requiredKeys: ['type'] },
    )
    .map((members) => `data: ${JSON.stringify(members)}\n\n`);

  it('keeps the order of events whatever an upstream sends', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 25 }), (texts) => {
        const events = decode(texts.join(''));
        checkOrder(events);
        expect(events.filter(({ type }) => type === 'start').length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });

  it('never throws on garbage', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string()), (garbage) => {
        const bytes = Buffer.concat([Buffer.from('data: '), Buffer.from(garbage), Buffer.from('\n\n')]);
        expect(['finish', 'error']).toContain(decode(bytes).at(-1)?.type);
      }),
    );
  });

  it('reads many items in linear time', () => {
    const items = Array.from({ length: 20_000 }, (_, index) =>
      added(index, {
        id: `fc_${index}`,
        type: 'function_call',
        call_id: `c${index}`,
        name: 'f',
        arguments: '',
      }),
    );
    expect(collect(created + items.join('') + completed()).parts).toHaveLength(20_000);
  });
});
