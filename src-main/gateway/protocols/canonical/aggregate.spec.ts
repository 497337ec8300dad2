import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAggregator, isUpstreamError } from './aggregate';
import { explode } from './explode';
import type { CanonicalPart, PartOrigin } from './part';
import type { CanonicalEvent, CanonicalResponse } from './response';
import { FINISH_REASONS } from './response';

const ORIGIN: PartOrigin = { protocol: 'openai-chat', channelId: 'c1', model: 'm' };

const aggregate = (events: readonly CanonicalEvent[]) => {
  const aggregator = createAggregator(ORIGIN);
  for (const event of events) aggregator.push(event);
  return aggregator.result();
};

const start: CanonicalEvent = { type: 'start', id: 'r1', model: 'm-1' };
const finish: CanonicalEvent = { type: 'finish', finish: { reason: 'tool_calls', rawReason: 'tool_calls' } };
const text = (part: number, value: string): CanonicalEvent => ({ type: 'text_delta', part, text: value });
const args = (part: number, value: string): CanonicalEvent => ({ type: 'args_delta', part, text: value });
const begin = (part: number, kind: 'text' | 'reasoning'): CanonicalEvent => ({
  type: 'part_start',
  part,
  content: { kind },
});
const call = (part: number, id: string): CanonicalEvent => ({
  type: 'part_start',
  part,
  content: { kind: 'toolCall', id, name: `tool_${id}` },
});
const piece = (value: string, summaryIndex: number): CanonicalEvent => ({
  type: 'reasoning_delta',
  part: 0,
  text: value,
  summaryIndex,
});
const end = (part: number): CanonicalEvent => ({ type: 'part_end', part });

const some = fc.string({ minLength: 1, unit: 'grapheme' });
const raw = fc.constantFrom({ type: 'x' }, { type: 'y', deep: { list: [1, null] } });
const optional = <T extends Record<string, fc.Arbitrary<unknown>>>(members: T) =>
  fc.record(members, { requiredKeys: [] });
const state = fc.record({
  kind: fc.constantFrom('signature', 'encrypted', 'redacted', 'none' as const),
  data: fc.string(),
});
const citation = fc.record({
  type: fc.constant('url' as const),
  url: some,
  title: fc.constant(null),
  start: fc.nat(),
  end: fc.nat(),
  quote: fc.constant(null),
});

const anyPart = fc.oneof(
  fc
    .tuple(
      fc.string(),
      optional({ citations: fc.array(citation, { minLength: 1, maxLength: 3 }), signature: some }),
    )
    .map(([value, rest]) => ({ type: 'text', text: value, ...rest })),
  fc
    .tuple(fc.string(), optional({ state, id: some }))
    .map(([value, rest]) => ({ type: 'reasoning', text: value, ...rest, origin: ORIGIN })),
  fc.tuple(fc.array(some, { minLength: 1, maxLength: 4 }), optional({ state })).map(([summary, rest]) => ({
    type: 'reasoning',
    text: summary.join('\n\n'),
    summary,
    ...rest,
    origin: ORIGIN,
  })),
  fc
    .tuple(
      fc.string(),
      some,
      fc.string(),
      optional({ namespace: some, custom: fc.boolean(), itemId: some, signature: some }),
    )
    .map(([id, name, value, rest]) => ({ type: 'toolCall', id, name, args: value, ...rest })),
  fc.record({ type: fc.constant('refusal'), text: fc.string() }),
  fc.record({
    type: fc.constant('serverTool'),
    protocol: fc.constantFrom('gemini', 'anthropic-messages'),
    raw,
    digest: fc.string(),
  }),
  fc.record({
    type: fc.constant('image'),
    source: fc.record({ type: fc.constant('base64'), mediaType: some, data: some }),
  }),
) as fc.Arbitrary<CanonicalPart>;

const anyResponse = fc.record({
  upstreamId: fc.option(some),
  model: fc.option(some),
  parts: fc.array(anyPart, { maxLength: 8 }),
  finish: fc
    .tuple(
      fc.constantFrom(...FINISH_REASONS),
      fc.option(some),
      optional({ stopText: some, category: some, message: some, continuation: some }),
    )
    .map(([reason, rawReason, rest]) => ({ reason, rawReason, ...rest })),
  usage: fc.option(
    fc.record({
      input: fc.nat(),
      output: fc.nat(),
      cacheRead: fc.nat(),
      cacheWrite5m: fc.nat(),
      cacheWrite1h: fc.nat(),
      reasoning: fc.nat(),
    }),
  ),
}) as fc.Arbitrary<CanonicalResponse>;

/** Mixes the events of all parts, keeping each part's own order and the order in which they begin. */
function interleave(events: readonly CanonicalEvent[], picks: readonly number[]): CanonicalEvent[] {
  const queues: CanonicalEvent[][] = [];
  const around: CanonicalEvent[] = [];
  for (const event of events) {
    if ('part' in event) (queues[event.part] ??= []).push(event);
    else around.push(event);
  }
  const mixed: CanonicalEvent[] = around.slice(0, 1);
  let begun = 0;
  let turn = 0;
  while (queues.some((queue) => queue.length > 0)) {
    const choices = queues.slice(0, begun + 1).filter((queue) => queue.length > 0);
    const queue = choices[(picks[turn] ?? 0) % choices.length] ?? [];
    turn += 1;
    const event = queue.shift();
    if (event === undefined) continue;
    if (event.type === 'part_start') begun += 1;
    mixed.push(event);
  }
  return [...mixed, ...around.slice(1)];
}

describe('createAggregator', () => {
  it('case 83: a stream becomes one answer for a client that wanted no stream', () => {
    const usage = { input: 9, output: 4, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, reasoning: 1 };
    expect(
      aggregate([
        start,
        begin(0, 'reasoning'),
        { type: 'reasoning_delta', part: 0, text: 'Let me ' },
        { type: 'reasoning_delta', part: 0, text: 'look.' },
        { type: 'reasoning_state', part: 0, state: { kind: 'signature', data: 'sig' } },
        end(0),
        begin(1, 'text'),
        text(1, 'Look'),
        text(1, 'ing 👀'),
        end(1),
        call(2, 'a'),
        args(2, '{"path":'),
        args(2, '"x"}'),
        end(2),
        { type: 'usage', usage: { ...usage, output: 1 } },
        { type: 'usage', usage },
        finish,
      ]),
    ).toEqual({
      upstreamId: 'r1',
      model: 'm-1',
      parts: [
        {
          type: 'reasoning',
          text: 'Let me look.',
          state: { kind: 'signature', data: 'sig' },
          origin: ORIGIN,
        },
        { type: 'text', text: 'Looking 👀' },
        { type: 'toolCall', id: 'a', name: 'tool_a', args: '{"path":"x"}' },
      ],
      finish: { reason: 'tool_calls', rawReason: 'tool_calls' },
      usage,
    });
  });

  it('makes of an exploded answer the same answer', () => {
    fc.assert(
      fc.property(anyResponse, (response) => {
        expect(aggregate(explode(response))).toEqual(response);
      }),
    );
  });

  it('keeps parts apart that are told in turns', () => {
    fc.assert(
      fc.property(anyResponse, fc.array(fc.nat({ max: 7 }), { maxLength: 60 }), (response, picks) => {
        expect(aggregate(interleave(explode(response), picks))).toEqual(response);
      }),
    );
  });

  it('keeps two calls apart whose arguments come in turns', () => {
    const events = [
      call(0, 'a'),
      call(1, 'b'),
      args(1, '{"b"'),
      args(0, '{"a"'),
      args(1, ':1}'),
      args(0, ':2}'),
    ];
    expect(aggregate([start, ...events, end(1), end(0), finish])).toMatchObject({
      parts: [
        { id: 'a', args: '{"a":2}' },
        { id: 'b', args: '{"b":1}' },
      ],
    });
  });

  it('orders pieces of a summary by their index', () => {
    expect(
      aggregate([start, begin(0, 'reasoning'), piece('b', 1), piece('a', 0), piece('!', 1), end(0), finish]),
    ).toMatchObject({ parts: [{ text: 'a\n\nb!', summary: ['a', 'b!'] }] });
  });

  it('gives the error of a stream that failed after content', () => {
    const error = { kind: 'overloaded', message: 'Busy.', status: null, retryAfterMs: 500 } as const;
    const result = aggregate([start, begin(0, 'text'), text(0, 'Hal'), { type: 'error', error }, finish]);
    expect(result).toBe(error);
    expect(isUpstreamError(result)).toBe(true);
  });

  it('takes a stream without a finish for cut, not for an answer', () => {
    expect(aggregate([start, begin(0, 'text'), text(0, 'Hal'), end(0)])).toMatchObject({ kind: 'truncated' });
  });

  it('passes over events of parts that never began and all after the end', () => {
    const result = aggregate([start, text(3, 'lost'), finish, begin(0, 'text'), text(0, 'late')]);
    expect(result).toMatchObject({ parts: [] });
  });

  it('puts a million small pieces together in linear time', () => {
    const aggregator = createAggregator(ORIGIN);
    aggregator.push(start);
    aggregator.push(call(0, 'a'));
    const digits = args(0, '0123456789');
    for (let count = 0; count < 1_000_000; count += 1) aggregator.push(digits);
    aggregator.push(finish);
    const result = aggregator.result();
    expect(!isUpstreamError(result) && result.parts[0]).toMatchObject({
      args: '0123456789'.repeat(1_000_000),
    });
  });
});
