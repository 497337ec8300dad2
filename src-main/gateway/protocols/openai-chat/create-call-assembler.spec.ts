import { describe, expect, it } from 'vitest';
import { countIterations } from '../testing/count-iterations';
import { createCallAssembler } from './create-call-assembler';
import { createEventWriter } from './create-event-writer';
import {
  DONE,
  args,
  call,
  calls,
  checkOrder,
  collectParts,
  delta,
  lastOf,
  listCalls,
  readChatStream,
  stop,
  toolStop,
  types,
} from './testing/chat-stream';

const noIndex = (id: string | null, name: string | null, text: string): object => ({
  ...(id === null ? {} : { id }),
  function: { ...(name === null ? {} : { name }), arguments: text },
});

const readFinish = (pieces: readonly string[]): unknown => lastOf(readChatStream(pieces).events);

describe('tool calls', () => {
  it('case 1: arguments in three fragments stay three deltas of one call', () => {
    const { events } = readChatStream([
      calls(call(0, 'call_a', 'read')),
      calls(args(0, '{"pa')),
      calls(args(0, 'th":"a')),
      calls(args(0, '.txt"}')),
      toolStop,
      DONE,
    ]);
    expect(events).toEqual([
      { type: 'start', id: 'chatcmpl-1', model: 'm' },
      { type: 'part_start', part: 0, content: { kind: 'toolCall', id: 'call_a', name: 'read' } },
      { type: 'args_delta', part: 0, text: '{"pa' },
      { type: 'args_delta', part: 0, text: 'th":"a' },
      { type: 'args_delta', part: 0, text: '.txt"}' },
      { type: 'part_end', part: 0 },
      { type: 'finish', finish: { reason: 'tool_calls', rawReason: 'tool_calls' } },
    ]);
  });

  it('case 2: of two calls in sequence the first ends before the second begins', () => {
    const { events } = readChatStream([
      calls(call(0, 'call_a', 'f', '{"a":1}')),
      calls(call(1, 'call_b', 'g', '{"b":')),
      calls(args(1, '2}')),
      toolStop,
      DONE,
    ]);
    expect(types(events)).toBe(
      'start, part_start 0, args_delta 0, part_end 0, part_start 1, args_delta 1, args_delta 1, part_end 1, finish',
    );
  });

  it('case 3: two calls interleaved by index keep their own arguments', () => {
    const { events } = readChatStream([
      calls(call(0, 'call_a', 'f'), call(1, 'call_b', 'g')),
      calls(args(0, '{"a"')),
      calls(args(1, '{"b"')),
      calls(args(0, ':1}'), args(1, ':2}')),
      toolStop,
      DONE,
    ]);
    expect(listCalls(events)).toEqual([
      ['call_a', 'f', '{"a":1}'],
      ['call_b', 'g', '{"b":2}'],
    ]);
  });

  it('case 4: deltas without index are told apart by id, by position, and else belong to the last call', () => {
    const expected = [
      ['call_a', 'f', '{"a":1}'],
      ['call_b', 'g', '{"b":2}'],
    ];
    const both = [calls(noIndex('call_a', 'f', '{"a":1}'), noIndex('call_b', 'g', '{"b":2}'))];
    const byId = [
      calls(noIndex('call_a', 'f', '{"a"')),
      calls(noIndex('call_b', 'g', '{"b"')),
      calls(noIndex('call_a', null, ':1}')),
      calls(noIndex('call_b', null, ':2}')),
    ];
    const byTurn = [
      calls(noIndex('call_a', 'f', '{"a"')),
      calls(noIndex(null, null, ':1}')),
      calls(noIndex('call_b', 'g', '{"b"')),
      calls(noIndex(null, null, ':2}')),
    ];
    for (const deltas of [both, byId, byTurn])
      expect(listCalls(readChatStream([...deltas, toolStop, DONE]).events)).toEqual(expected);

    const byPosition = [
      calls(noIndex(null, 'f', '{"a"'), noIndex(null, 'g', '{"b"')),
      calls(noIndex(null, null, ':1}'), noIndex(null, null, ':2}')),
    ];
    expect(listCalls(readChatStream([...byPosition, toolStop, DONE]).events)).toEqual([
      ['', 'f', '{"a":1}'],
      ['', 'g', '{"b":2}'],
    ]);
  });

  it('keeps two whole calls apart that both claim index 0', () => {
    const pairs = [
      [call(0, 'call_a', 'f', '{"a":1}'), call(0, 'call_b', 'f', '{"a":1}')],
      [call(0, 'call_a', 'f', '{"a":1}'), call(0, 'call_a', 'g', '{"a":1}')],
      [call(0, 'call_a', 'f', '{"a":1}'), call(0, 'call_a', 'f', '{"a":2}')],
    ];
    for (const [first = {}, second = {}] of pairs) {
      expect(listCalls(readChatStream([calls(first, second), toolStop, DONE]).events)).toHaveLength(2);
      expect(listCalls(readChatStream([calls(first), calls(second), toolStop, DONE]).events)).toHaveLength(2);
    }
  });

  it('case 6: arguments of the first call that come after the second is complete', () => {
    const { events } = readChatStream([
      calls(call(0, 'call_a', 'f')),
      calls(call(1, 'call_b', 'g', '{"b":2}')),
      calls(args(0, '{"a":1}')),
      toolStop,
      DONE,
    ]);
    expect(listCalls(events)).toEqual([
      ['call_a', 'f', '{"a":1}'],
      ['call_b', 'g', '{"b":2}'],
    ]);
  });

  it('case 7: a call without arguments has no delta', () => {
    const { events } = readChatStream([
      calls(call(0, 'call_a', 'now', '')),
      calls(args(0, '')),
      toolStop,
      DONE,
    ]);
    expect(types(events)).toBe('start, part_start 0, part_end 0, finish');
  });

  it('case 8: finish "stop" of an answer with calls, "tool_calls" of one without', () => {
    expect(readFinish([calls(call(0, 'call_a', 'f', '{}')), stop, DONE])).toEqual({
      type: 'finish',
      finish: { reason: 'tool_calls', rawReason: 'stop' },
    });
    expect(readFinish([delta({ content: 'Hi' }), toolStop, DONE])).toEqual({
      type: 'finish',
      finish: { reason: 'stop', rawReason: 'tool_calls' },
    });
  });

  it('case 9: the same id twice, or none, leaves ids that are unique or empty', () => {
    const { events } = readChatStream([
      calls(call(0, 'call_a', 'f', '{}')),
      calls(call(1, 'call_a', 'g', '{}')),
      calls(call(2, '', 'h', '{}')),
      toolStop,
      DONE,
    ]);
    expect(listCalls(events)).toEqual([
      ['call_a', 'f', '{}'],
      ['', 'g', '{}'],
      ['', 'h', '{}'],
    ]);
  });

  it('case 13: the whole arguments once more after the fragments are not written twice', () => {
    const fragments = [calls(call(0, 'call_a', 'f', '{"a"')), calls(args(0, ':1}'))];
    for (const again of [args(0, '{"a":1}'), call(0, 'call_a', 'f', '{"a":1}')]) {
      const { events, warnings } = readChatStream([...fragments, calls(again), toolStop, DONE]);
      expect(listCalls(events)).toEqual([['call_a', 'f', '{"a":1}']]);
      expect(warnings).toEqual([]);
    }
  });

  it('leaves out what follows the closing brace, and says so', () => {
    const { events, warnings } = readChatStream([calls(call(0, 'a', 'f', '{"a":"}"}}')), toolStop, DONE]);
    expect(listCalls(events)).toEqual([['a', 'f', '{"a":"}"}']]);
    expect(warnings).toEqual(['tool call: text after its arguments was left out']);
  });

  it('case 14: arguments as an object are made text once', () => {
    const { events } = readChatStream([
      calls({ index: 0, id: 'call_a', function: { name: 'f', arguments: { a: '"1"' } } }),
      toolStop,
      DONE,
    ]);
    expect(listCalls(events)).toEqual([['call_a', 'f', '{"a":"\\"1\\""}']]);
  });

  it('case 15: a cut within arguments ends the call as it is', () => {
    const { events } = readChatStream([calls(call(0, 'call_a', 'f', '{"a":"b')), delta({}, 'length'), DONE]);
    expect(listCalls(events)).toEqual([['call_a', 'f', '{"a":"b']]);
    expect(lastOf(events)).toEqual({ type: 'finish', finish: { reason: 'length', rawReason: 'length' } });
  });

  it('waits for the name, and takes it once', () => {
    const { events } = readChatStream([
      calls({ index: 0, id: 'call_a' }),
      calls(args(0, '{"a"')),
      calls({ index: 0, function: { name: 'f', arguments: ':1}' } }),
      calls({ index: 0, function: { name: 'f', arguments: '' } }),
      toolStop,
      DONE,
    ]);
    expect(listCalls(events)).toEqual([['call_a', 'f', '{"a":1}']]);
  });

  it('leaves out a call that never gets a name', () => {
    const { events, warnings } = readChatStream([calls(args(0, '{"a":1}')), toolStop, DONE]);
    expect(listCalls(events)).toEqual([]);
    expect(warnings).toEqual(['tool call: one without a name was left out']);
  });

  it('takes growing snapshots where the channel sends those', () => {
    const { events } = readChatStream(
      [
        calls(call(0, 'call_a', 'f', '{"a"')),
        calls(call(0, 'call_a', 'f', '{"a":1')),
        calls(call(0, 'call_a', 'f', '{"a":1}')),
        calls(call(0, 'call_a', 'f', '{"a":1}')),
        toolStop,
        DONE,
      ],
      { argsMode: 'snapshot' },
    );
    expect(events.filter(({ type }) => type === 'args_delta')).toEqual([
      { type: 'args_delta', part: 0, text: '{"a"' },
      { type: 'args_delta', part: 0, text: ':1' },
      { type: 'args_delta', part: 0, text: '}' },
    ]);
  });

  it('case 28: a legacy function call is a call without an id', () => {
    const { events } = readChatStream([
      delta({ function_call: { name: 'f', arguments: '{"a"' } }),
      delta({ function_call: { arguments: ':1}' } }),
      delta({}, 'function_call'),
      DONE,
    ]);
    expect(listCalls(events)).toEqual([['', 'f', '{"a":1}']]);
    expect(lastOf(events)).toMatchObject({ finish: { reason: 'tool_calls' } });
  });

  it('reads a custom call with its input as it is', () => {
    const { events } = readChatStream([
      calls({ index: 0, id: 'call_a', type: 'custom', custom: { name: 'apply_patch', input: '*** {' } }),
      calls({ index: 0, custom: { input: '}} End' } }),
      toolStop,
      DONE,
    ]);
    expect(collectParts(events)).toEqual([
      { type: 'toolCall', id: 'call_a', name: 'apply_patch', custom: true, args: '*** {}} End' },
    ]);
  });

  it('case 50: the signature of a call is kept on that call', () => {
    const { events } = readChatStream([
      calls({
        ...call(0, 'call_a', 'f', '{}'),
        extra_content: { google: { thought_signature: 'c2ln' } },
      }),
      calls(call(1, 'call_b', 'g', '{}')),
      toolStop,
      DONE,
    ]);
    expect(collectParts(events)).toMatchObject([{ signature: 'c2ln' }, { id: 'call_b' }]);
    checkOrder(events);
  });

  it('takes text that follows complete calls for a new part, with the calls over', () => {
    const { events } = readChatStream([
      delta({ content: 'a' }),
      calls(call(0, 'call_a', 'f', '{}')),
      delta({ content: 'b' }),
      toolStop,
      DONE,
    ]);
    expect(types(events)).toBe(
      'start, part_start 0, text_delta 0, part_end 0, part_start 1, args_delta 1, part_end 1, part_start 2, text_delta 2, part_end 2, finish',
    );
  });
});

describe('20,000 calls', () => {
  const COUNT = 20_000;
  const countSteps = (create: (index: number) => object): number => {
    const deltas = Array.from({ length: COUNT }, (_, index) => [create(index)]);
    const writer = createEventWriter(() => null);
    const opened: string[] = [];
    const ended: number[] = [];
    const steps = countIterations(50 * COUNT, () => {
      const assembler = createCallAssembler({ writer, snapshots: false, warn: () => undefined });
      for (let index = 0; index < COUNT; index += 1) {
        assembler.push(deltas[index] ?? []);
        // Text in between.
        assembler.settle();
      }
      assembler.end();
    });
    for (const event of writer.take()) {
      if (event.type === 'part_start' && event.content.kind === 'toolCall') opened.push(event.content.id);
      if (event.type === 'part_end') ended.push(event.part);
    }
    expect(opened).toHaveLength(COUNT);
    expect(ended).toEqual(opened.map((_, part) => part));
    return steps;
  };

  it('that are never finished cost no more the more of them there are', () => {
    expect(countSteps((index) => call(index, `call_${index}`, 'f', '{"a":'))).toBeGreaterThan(COUNT);
  });

  it('that are complete cost no more either', () => {
    expect(countSteps((index) => call(index, `call_${index}`, 'f', '{"a":1}'))).toBeGreaterThan(COUNT);
  });
});
