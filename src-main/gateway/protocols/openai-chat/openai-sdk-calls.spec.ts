import { describe, expect, it } from 'vitest';
import type { CanonicalRequest } from '../canonical/request';
import type { CanonicalEvent } from '../canonical/response';
import { args, end, finish, openCall, readBySdk, start, text } from './testing/sdk-stream';

describe("OpenAI's SDK reads a stream", () => {
  it('case 1: of one call', async () => {
    const events = [
      start,
      openCall(0, 'call_a', 'f'),
      args(0, '{"a"'),
      args(0, ':1}'),
      end(0),
      finish('tool_calls'),
    ];
    expect((await readBySdk(events)).choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        tool_calls: [{ id: 'call_a', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
      },
    });
  });

  it('case 2: of text and then parallel calls', async () => {
    const events = [
      start,
      ...text(0, 'Reading.'),
      openCall(1, 'call_a', 'f'),
      args(1, '{"a":1}'),
      end(1),
      openCall(2, 'call_b', 'g'),
      args(2, '{"b":2}'),
      end(2),
      finish('tool_calls'),
    ];
    expect((await readBySdk(events)).choices[0]?.message).toMatchObject({
      content: 'Reading.',
      tool_calls: [
        { id: 'call_a', function: { arguments: '{"a":1}' } },
        { id: 'call_b', function: { arguments: '{"b":2}' } },
      ],
    });
  });

  it('case 3: of interleaved calls', async () => {
    const events = [
      start,
      openCall(0, 'call_a', 'f'),
      openCall(1, 'call_b', 'g'),
      args(1, '{"b"'),
      args(0, '{"a"'),
      args(1, ':2}'),
      args(0, ':1}'),
      end(1),
      end(0),
      finish('tool_calls'),
    ];
    expect((await readBySdk(events)).choices[0]?.message.tool_calls).toMatchObject([
      { id: 'call_a', function: { arguments: '{"a":1}' } },
      { id: 'call_b', function: { arguments: '{"b":2}' } },
    ]);
  });

  it('case 5: of reasoning, text and overlapping calls, each call under an index of its own', async () => {
    const events: CanonicalEvent[] = [
      start,
      { type: 'part_start', part: 0, content: { kind: 'reasoning' } },
      { type: 'reasoning_delta', part: 0, text: 'Hm' },
      openCall(1, 'call_a', 'f'),
      { type: 'part_start', part: 2, content: { kind: 'text' } },
      { type: 'text_delta', part: 2, text: 'Hi' },
      openCall(3, 'call_b', 'g'),
      args(1, '{"a":1}'),
      end(0),
      args(3, '{"b":2}'),
      end(3),
      end(2),
      end(1),
      finish('tool_calls'),
    ];
    expect((await readBySdk(events)).choices[0]?.message).toMatchObject({
      content: 'Hi',
      tool_calls: [
        { id: 'call_a', function: { name: 'f', arguments: '{"a":1}' } },
        { id: 'call_b', function: { name: 'g', arguments: '{"b":2}' } },
      ],
    });
  });

  it('case 7: of a call without arguments', async () => {
    const events = [start, openCall(0, 'call_a', 'f'), end(0), finish('tool_calls')];
    expect((await readBySdk(events)).choices[0]?.message.tool_calls).toMatchObject([
      { function: { name: 'f', arguments: '{}' } },
    ]);
  });

  it('case 50: of a call that is signed', async () => {
    const signature: CanonicalEvent = { type: 'signature', part: 0, signature: 'c2ln' };
    const early = [start, openCall(0, 'call_a', 'f'), signature, args(0, '{}'), end(0), finish('tool_calls')];
    const late = [start, openCall(0, 'call_a', 'f'), args(0, '{}'), signature, end(0), finish('tool_calls')];
    for (const events of [early, late])
      expect((await readBySdk(events)).choices[0]?.message.tool_calls).toMatchObject([
        {
          id: 'call_a',
          function: { name: 'f', arguments: '{}' },
          extra_content: { google: { thought_signature: 'c2ln' } },
        },
      ]);
  });

  it('of a custom call, of a client that knows them', async () => {
    const tools: CanonicalRequest['tools'] = [{ type: 'custom', name: 'patch', format: null }];
    const events: CanonicalEvent[] = [
      start,
      {
        type: 'part_start',
        part: 0,
        content: { kind: 'toolCall', id: 'call_a', name: 'patch', custom: true },
      },
      args(0, '*** Begin'),
      args(0, ' "x"'),
      end(0),
      finish('tool_calls'),
    ];
    expect((await readBySdk(events, { tools })).choices[0]?.message.tool_calls).toMatchObject([
      { id: 'call_a', type: 'custom', custom: { name: 'patch', input: '*** Begin "x"' } },
    ]);
    expect((await readBySdk(events)).choices[0]?.message.tool_calls).toMatchObject([
      {
        id: 'call_a',
        type: 'function',
        function: { name: 'patch', arguments: '{"input":"*** Begin \\"x\\""}' },
      },
    ]);
  });

  it('case 28: of a legacy function call', async () => {
    const wants = { streamUsage: false, legacyFunctions: true, echo: {} };
    const events = [
      start,
      openCall(0, 'call_a', 'f'),
      args(0, '{"a"'),
      args(0, ':1}'),
      end(0),
      finish('tool_calls'),
    ];
    expect((await readBySdk(events, { wants })).choices[0]).toMatchObject({
      finish_reason: 'function_call',
      message: { function_call: { name: 'f', arguments: '{"a":1}' } },
    });
  });
});
