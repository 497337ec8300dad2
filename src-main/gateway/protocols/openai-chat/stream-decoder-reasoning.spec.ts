import { describe, expect, it } from 'vitest';
import {
  DONE,
  call,
  calls,
  checkOrder,
  collectParts,
  delta,
  readChatStream,
  stop,
  toolStop,
  types,
} from './testing/chat-stream';

describe('reasoning', () => {
  it('case 56: a <think> tag torn between chunks leaves no trace', () => {
    const { events } = readChatStream(
      [
        delta({ content: '<thi' }),
        delta({ content: 'nk>…</th' }),
        delta({ content: 'ink>Hi' }),
        delta({ content: ' <think>' }),
        stop,
        DONE,
      ],
      { thinkTags: true },
    );
    expect(collectParts(events)).toMatchObject([
      { type: 'reasoning', text: '…' },
      { type: 'text', text: 'Hi <think>' },
    ]);
  });

  it('leaves <think> in the text where the channel does not use it so', () => {
    const { events } = readChatStream([delta({ content: '<think>a</think>' }), stop, DONE]);
    expect(collectParts(events)).toEqual([{ type: 'text', text: '<think>a</think>' }]);
  });

  it('hands out what a tag might have begun with when calls follow or the stream ends', () => {
    const think = { thinkTags: true };
    const cut = readChatStream([delta({ content: ' <th' }), stop, DONE], think);
    expect(collectParts(cut.events)).toEqual([{ type: 'text', text: ' <th' }]);
    const called = readChatStream(
      [delta({ content: '<' }), calls(call(0, 'a', 'f', '{}')), toolStop, DONE],
      think,
    );
    expect(collectParts(called.events)).toMatchObject([{ type: 'text', text: '<' }, { type: 'toolCall' }]);
  });

  it('case 57: an answer of nothing but reasoning has no text', () => {
    const { events } = readChatStream([
      delta({ role: 'assistant', content: '' }),
      delta({ reasoning_content: 'Hm', content: null }),
      delta({ content: '' }, 'stop'),
      DONE,
    ]);
    expect(types(events)).toBe('start, part_start 0, reasoning_delta 0, part_end 0, finish');
  });

  it('case 58: reasoning under two names in one chunk counts once', () => {
    const { events } = readChatStream([
      delta({
        reasoning: 'Hm',
        reasoning_content: 'Hm',
        reasoning_details: [{ type: 'reasoning.text', text: 'Hm' }],
      }),
      stop,
      DONE,
    ]);
    expect(collectParts(events)).toMatchObject([{ type: 'reasoning', text: 'Hm' }]);
  });

  it.each([
    ['reasoning_content', { reasoning_content: 'a' }],
    ['reasoning', { reasoning: 'a' }],
    ['reasoning_text', { reasoning_text: 'a' }],
    ['thinking', { thinking: 'a' }],
    ['a detail with text', { reasoning_details: [{ type: 'reasoning.text', text: 'a' }] }],
    ['a detail with a summary', { reasoning_details: [{ type: 'reasoning.summary', summary: 'a' }] }],
    ['content of Mistral', { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'a' }] }] }],
  ])('reads reasoning from %s', (_name, members) => {
    const { events } = readChatStream([delta(members), delta({ content: 'b' }), stop, DONE]);
    expect(collectParts(events)).toMatchObject([
      { type: 'reasoning', text: 'a' },
      { type: 'text', text: 'b' },
    ]);
  });

  it('puts together the details that OpenRouter wants back', () => {
    const { events } = readChatStream(
      [
        delta({ reasoning: 'Hm', reasoning_details: [{ type: 'reasoning.text', text: 'Hm', index: 0 }] }),
        delta({
          reasoning: ', so',
          reasoning_details: [{ type: 'reasoning.text', text: ', so', index: 0, signature: 'sig' }],
        }),
        delta({ reasoning_details: [{ type: 'reasoning.encrypted', data: 'ZW5j', index: 1 }] }),
        delta({ content: 'Hi' }),
        stop,
        DONE,
      ],
      { reasoningReplay: 'details' },
    );
    const state = events.find((event) => event.type === 'reasoning_state');
    expect(state?.type === 'reasoning_state' && JSON.parse(state.state.data)).toEqual([
      { type: 'reasoning.text', text: 'Hm, so', index: 0, signature: 'sig' },
      { type: 'reasoning.encrypted', data: 'ZW5j', index: 1 },
    ]);
    expect(collectParts(events)).toMatchObject([
      { type: 'reasoning', text: 'Hm, so' },
      { type: 'text', text: 'Hi' },
    ]);
    checkOrder(events);
  });
});
