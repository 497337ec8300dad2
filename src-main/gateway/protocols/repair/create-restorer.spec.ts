import { describe, expect, it } from 'vitest';
import type { CanonicalEvent, CanonicalResponse, FinishReason, PartStart } from '../canonical/response';
import { createRestorer, type RestoredCall, type Restorer } from './create-restorer';
import { createRestorationDraft, createToolKey, type Restoration } from './restoration';
import { call } from './testing/create-test-request';

interface Harness extends Restorer {
  readonly calls: readonly RestoredCall[];
  run(events: readonly CanonicalEvent[]): readonly CanonicalEvent[];
}

function createHarness(rest: Partial<Restoration> = {}): Harness {
  const calls: RestoredCall[] = [];
  let minted = 0;
  const restorer = createRestorer(
    { ...createRestorationDraft(), protocol: 'openai-responses', ...rest },
    {
      newId: (length) => String((minted += 1)).padStart(length, '0'),
      warn: () => {},
      onCall: (restored) => calls.push(restored),
    },
  );
  return { ...restorer, calls, run: (events) => events.flatMap((event) => restorer.event(event)) };
}

const start = (part: number, content: PartStart): CanonicalEvent => ({ type: 'part_start', part, content });
const startCall = (part: number, id: string, name: string, rest: object = {}): CanonicalEvent =>
  start(part, { kind: 'toolCall', id, name, ...rest });
const args = (part: number, text: string): CanonicalEvent => ({ type: 'args_delta', part, text });
const end = (part: number): CanonicalEvent => ({ type: 'part_end', part });
const finish = (reason: FinishReason): CanonicalEvent => ({
  type: 'finish',
  finish: { reason, rawReason: 'raw' },
});
const answer = (
  parts: CanonicalResponse['parts'],
  reason: FinishReason = 'tool_calls',
): CanonicalResponse => ({
  upstreamId: null,
  model: null,
  parts,
  finish: { reason, rawReason: null },
  usage: null,
});
const idsOf = (events: readonly CanonicalEvent[]): readonly string[] =>
  events.flatMap((event) =>
    event.type === 'part_start' && event.content.kind === 'toolCall' ? [event.content.id] : [],
  );

describe('createRestorer', () => {
  it('passes on what it did not change', () => {
    const events: CanonicalEvent[] = [
      { type: 'start', id: 'x', model: 'm' },
      start(0, { kind: 'text' }),
      { type: 'text_delta', part: 0, text: 'a' },
      end(0),
      startCall(1, 'call_1', 'read', { itemId: 'fc_1' }),
      args(1, '{}'),
      end(1),
      finish('tool_calls'),
    ];
    const harness = createHarness();
    expect(harness.run(events)).toEqual(events);
    expect(harness.calls).toEqual([{ clientId: 'call_1', originalId: 'call_1', name: 'read' }]);
  });

  it('case 16: the client sees the name it gave, streamed and whole', () => {
    const names = new Map([['mcp_a_123456', { name: 'mcp.a' }]]);
    const harness = createHarness({ names });
    expect(harness.run([startCall(0, 'call_1', 'mcp_a_123456')])).toEqual([startCall(0, 'call_1', 'mcp.a')]);
    expect(createHarness({ names }).response(answer([call('call_1', 'mcp_a_123456')])).parts).toEqual([
      call('call_1', 'mcp.a'),
    ]);
  });

  it('case 17: a flattened name becomes name and namespace again', () => {
    const names = new Map([['mcp__gh__create_issue', { name: 'create_issue', namespace: 'mcp__gh' }]]);
    const harness = createHarness({ names });
    expect(harness.run([startCall(0, 'c', 'mcp__gh__create_issue'), end(0)])[0]).toEqual(
      startCall(0, 'c', 'create_issue', { namespace: 'mcp__gh' }),
    );
    expect(harness.calls[0]).toMatchObject({ name: 'create_issue', namespace: 'mcp__gh' });
    expect(createToolKey({ name: 'a', namespace: 'b' })).not.toBe(createToolKey({ name: 'ba' }));
  });

  it('case 10: an id no other protocol takes is replaced, and both are reported', () => {
    const harness = createHarness();
    expect(idsOf(harness.run([startCall(0, 'functions.read:0', 'read'), end(0)]))).toEqual([
      'call_000000000000000000000001',
    ]);
    expect(harness.calls).toEqual([
      { clientId: 'call_000000000000000000000001', originalId: 'functions.read:0', name: 'read' },
    ]);
    const claude = createHarness({ protocol: 'anthropic-messages' });
    expect(idsOf(claude.run([startCall(0, 'functions.read:0', 'read')]))[0]).toMatch(/^toolu_0+1$/);
  });

  it('case 9: ids that repeat or are missing are replaced, also when they repeat the history', () => {
    const harness = createHarness({ usedIds: new Set(['call_0']) });
    const ids = idsOf(
      harness.run([
        startCall(0, 'call_0', 'a'),
        startCall(1, '', 'b'),
        startCall(2, 'call_9', 'c'),
        startCall(3, 'call_9', 'd'),
      ]),
    );
    expect(ids).toEqual([
      'call_000000000000000000000001',
      'call_000000000000000000000002',
      'call_9',
      'call_000000000000000000000003',
    ]);
    const { parts } = createHarness().response(answer([call('x', 'a'), call('x', 'b'), call('', 'c')]));
    expect(new Set(parts.map((part) => (part.type === 'toolCall' ? part.id : ''))).size).toBe(3);
  });

  it.each<[FinishReason, boolean, FinishReason]>([
    ['stop', true, 'tool_calls'],
    ['stop', false, 'stop'],
    ['tool_calls', false, 'stop'],
    ['tool_calls', true, 'tool_calls'],
    ['length', true, 'length'],
    ['content_filter', false, 'content_filter'],
  ])('case 8: finish %s with calls: %s is told as %s', (reason, called, expected) => {
    const events = [...(called ? [startCall(0, 'c', 'a'), end(0)] : []), finish(reason)];
    expect(createHarness().run(events).at(-1)).toEqual(finish(expected));
    expect(createHarness().response(answer(called ? [call('c')] : [], reason)).finish.reason).toBe(expected);
  });

  it('case 40: arguments of a function that stands for a free-form tool become its raw input', () => {
    const custom = new Set(['apply_patch']);
    const harness = createHarness({ custom });
    expect(
      harness.run([
        startCall(0, 'c', 'apply_patch'),
        args(0, '{"input": "*** Be'),
        args(0, 'gin\\'),
        args(0, 'n"'),
        args(0, '}'),
        end(0),
        finish('tool_calls'),
      ]),
    ).toEqual([
      startCall(0, 'c', 'apply_patch', { custom: true }),
      args(0, '*** Be'),
      args(0, 'gin'),
      args(0, '\n'),
      end(0),
      finish('tool_calls'),
    ]);
    expect(harness.calls).toEqual([{ clientId: 'c', originalId: 'c', name: 'apply_patch', custom: true }]);
    const whole = (text: string): unknown =>
      createHarness({ custom }).response(answer([call('c', 'apply_patch', { args: text })])).parts[0];
    const expected = call('c', 'apply_patch', { custom: true, args: '*** Begin' });
    expect(whole('{"input":"*** Begin"}')).toEqual(expected);
    expect(whole('{"patch":"*** Begin"}')).toEqual(expected);
    expect(whole('*** Begin')).toEqual(expected);
  });

  it('case 40: what only the end can tell comes with it', () => {
    const harness = createHarness({ custom: new Set(['x']) });
    expect(harness.run([startCall(0, 'c', 'x'), args(0, '{"patch":'), args(0, '"a"}'), end(0)])).toEqual([
      startCall(0, 'c', 'x', { custom: true }),
      args(0, 'a'),
      end(0),
    ]);
  });

  it('case 41: a function called apply_patch stays one', () => {
    const events = [startCall(0, 'c', 'apply_patch'), args(0, '{"input":"a"}'), end(0)];
    expect(createHarness().run(events)).toEqual(events);
  });

  it('leaves a free-form call alone that is one upstream too', () => {
    const events = [startCall(0, 'c', 'x', { custom: true }), args(0, '{"input":"a"}'), end(0)];
    expect(createHarness({ custom: new Set(['x']) }).run(events)).toEqual(events);
  });

  it('opens arguments that were asked for one level down', () => {
    const harness = createHarness({ wrapped: new Set(['pick']) });
    expect(harness.run([startCall(0, 'c', 'pick'), args(0, '{"value":'), args(0, '[1]}'), end(0)])).toEqual([
      startCall(0, 'c', 'pick'),
      args(0, '[1]'),
      end(0),
    ]);
  });

  it('makes the answer of the call that stands for it', () => {
    const harness = createHarness({ outputTool: 'rx_output' });
    expect(
      harness.run([
        startCall(0, 'c', 'rx_output'),
        args(0, '{"a"'),
        args(0, ':1}'),
        end(0),
        finish('tool_calls'),
      ]),
    ).toEqual([
      start(0, { kind: 'text' }),
      { type: 'text_delta', part: 0, text: '{"a"' },
      { type: 'text_delta', part: 0, text: ':1}' },
      end(0),
      finish('stop'),
    ]);
    expect(harness.calls).toEqual([]);
    const whole = createHarness({ outputTool: 'rx_output', wrapped: new Set(['rx_output']) });
    expect(whole.response(answer([call('c', 'rx_output', { args: '{"value":[1]}' })]))).toEqual(
      answer([{ type: 'text', text: '[1]' }], 'stop'),
    );
  });

  it('reports signatures with their calls, and calls of several at once each on its own', () => {
    const harness = createHarness();
    harness.run([
      startCall(0, 'a', 'x'),
      startCall(1, 'b', 'y'),
      args(1, '{}'),
      { type: 'signature', part: 0, signature: 's' },
      end(1),
      end(0),
    ]);
    expect(harness.calls).toEqual([
      { clientId: 'b', originalId: 'b', name: 'y' },
      { clientId: 'a', originalId: 'a', name: 'x', signature: 's' },
    ]);
    const whole = createHarness();
    whole.response(answer([call('a', 'x', { signature: 's' })]));
    expect(whole.calls).toEqual([{ clientId: 'a', originalId: 'a', name: 'x', signature: 's' }]);
  });
});
