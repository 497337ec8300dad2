import { describe, expect, it } from 'vitest';
import type { ProtocolId } from '#shared/domain/protocol';
import type { BuiltInTransformer } from '#shared/domain/transformer-options';
import type { JsonRecord } from '../../protocols/json/read';
import type { StreamEvent, TransformerHooks } from '../transformer';
import { BUILT_IN_TRANSFORMERS } from './index';

function begin(name: BuiltInTransformer, protocol: ProtocolId = 'openai-chat'): TransformerHooks {
  const context = { protocol, model: 'm', provider: 'custom', stream: true, userCode: null, userCodeMs: 0 };
  return BUILT_IN_TRANSFORMERS[name].create({}).begin(context) ?? {};
}

async function readStream(hooks: TransformerHooks, datas: readonly JsonRecord[]): Promise<JsonRecord[]> {
  const read: StreamEvent[] = [];
  // One packet for each event: nothing may depend on how they come.
  for (const data of datas) read.push(...((await hooks.events?.([{ name: null, data }])) ?? []));
  return read.map((event) => event.data);
}

const delta = (said: JsonRecord, finish_reason: string | null = null): JsonRecord => ({
  choices: [{ index: 0, delta: said, finish_reason }],
});
const call = (index: number, own: JsonRecord): JsonRecord => ({ tool_calls: [{ index, function: own }] });

const input = (partial_json: string): JsonRecord => ({
  type: 'content_block_delta',
  index: 1,
  delta: { type: 'input_json_delta', partial_json },
});

const calling = (first: string): JsonRecord => ({
  choices: [{ message: { tool_calls: [{ function: { arguments: first } }] } }],
});

/** What a client puts together. */
function joinText(events: readonly JsonRecord[], field: string): string {
  const said = JSON.stringify(events).matchAll(new RegExp(`"${field}":("(?:[^"\\\\]|\\\\.)*")`, 'g'));
  return [...said].map(([, text = '""']) => String(JSON.parse(text))).join('');
}

describe('extrathinktag', () => {
  it('makes reasoning of a tag that is cut anywhere', async () => {
    const pieces = ['<th', 'ink>\nhm', 'm</thi', 'nk>\n\nHel', 'lo'];
    const events = await readStream(begin('extrathinktag'), [
      ...pieces.map((content) => delta({ content })),
      delta({}, 'stop'),
    ]);
    expect(joinText(events, 'reasoning_content')).toBe('hmm');
    expect(joinText(events, 'content')).toBe('Hello');
  });

  it('hands out what only looked like a tag when the answer ends', async () => {
    const events = await readStream(begin('extrathinktag'), [delta({ content: '<th' }), delta({}, 'stop')]);
    expect(joinText(events, 'content')).toBe('<th');
  });

  it('reads an answer in one piece', async () => {
    const message = { role: 'assistant', content: '<think>hm</think>Hi' };
    const body = { choices: [{ index: 0, message, finish_reason: 'stop' }] };
    expect(await begin('extrathinktag').response?.(body)).toEqual({
      choices: [
        {
          index: 0,
          message: { role: 'assistant', reasoning_content: 'hm', content: 'Hi' },
          finish_reason: 'stop',
        },
      ],
    });
  });
});

describe('enhancetool', () => {
  it('repairs arguments of streamed calls once they are complete', async () => {
    const events = await readStream(begin('enhancetool'), [
      delta(call(0, { name: 'Read', arguments: '' })),
      delta(call(0, { arguments: "{'path':" })),
      delta(call(0, { arguments: " 'a',}" })),
      delta(call(1, { name: 'List', arguments: '{"all":true}' })),
      delta({}, 'tool_calls'),
    ]);
    expect(events.at(-2)).toEqual({
      choices: [
        {
          index: 0,
          delta: {
            tool_calls: [
              { index: 0, function: { arguments: '{"path": "a"}' } },
              { index: 1, function: { arguments: '{"all":true}' } },
            ],
          },
          finish_reason: null,
        },
      ],
    });
    expect(events.at(-1)).toEqual(delta({}, 'tool_calls'));
    expect(joinText(events.slice(0, -2), 'arguments')).toBe('');
  });

  it('repairs those of an answer in one piece, and keeps what cannot be repaired', async () => {
    expect(await begin('enhancetool').response?.(calling("{'a': True}"))).toEqual(calling('{"a": true}'));
    const broken = calling('{"a": "cut');
    expect(await begin('enhancetool').response?.(broken)).toBe(broken);
  });

  it('repairs those of Anthropic streams before their block ends', async () => {
    const stop = { type: 'content_block_stop', index: 1 };
    const events = await readStream(begin('enhancetool', 'anthropic-messages'), [
      input('{"a": 1'),
      input(',}'),
      stop,
    ]);
    expect(events).toEqual([input('{"a": 1}'), stop]);
  });
});

describe('tooluse', () => {
  it('shows the words of the added tool as text', async () => {
    const events = await readStream(begin('tooluse'), [
      delta(call(0, { name: 'ExitTool', arguments: '{"respo' })),
      delta(call(0, { arguments: 'nse":"All done"}' })),
      delta({}, 'tool_calls'),
    ]);
    expect(joinText(events, 'content')).toBe('All done');
    expect(JSON.stringify(events)).not.toContain('tool_calls');
    expect(JSON.stringify(events)).toContain('"finish_reason":"stop"');
  });

  it('keeps the other calls, numbered without a gap', async () => {
    const events = await readStream(begin('tooluse'), [
      delta(call(0, { name: 'ExitTool', arguments: '{"response":"first"}' })),
      delta(call(1, { name: 'Read', arguments: '{}' })),
      delta({}, 'tool_calls'),
    ]);
    expect(events[1]).toEqual(delta(call(0, { name: 'Read', arguments: '{}' })));
    expect(events[2]).toEqual(delta({ content: 'first' }, 'tool_calls'));
  });

  it('reads an answer in one piece', async () => {
    const own = { name: 'ExitTool', arguments: '{"response":"done"}' };
    const message = {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c', type: 'function', function: own }],
    };
    const body = { choices: [{ index: 0, message, finish_reason: 'tool_calls' }] };
    expect(await begin('tooluse').response?.(body)).toEqual({
      choices: [{ index: 0, message: { role: 'assistant', content: 'done' }, finish_reason: 'stop' }],
    });
  });
});
