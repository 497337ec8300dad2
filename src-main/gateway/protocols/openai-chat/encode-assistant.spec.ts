import { describe, expect, it } from 'vitest';
import type { CanonicalPart } from '../canonical/part';
import { OFFICIAL } from './testing/chat-context';
import { call, assistant, messagesOf } from './testing/chat-request';

const signed = (signature: string): object => ({
  extra_content: { google: { thought_signature: signature } },
});

describe('turns of the assistant', () => {
  it('case 35: a message of calls only has null for content', () => {
    expect(messagesOf([assistant(call('call_a'))])).toEqual([
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'call_a', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
      },
    ]);
  });

  it('case 7: a call without arguments has an empty object', () => {
    expect(messagesOf([assistant(call('call_a', { args: '' }))])).toMatchObject([
      { tool_calls: [{ function: { arguments: '{}' } }] },
    ]);
  });

  it('keeps arguments that are no JSON as they are', () => {
    expect(messagesOf([assistant(call('call_a', { args: '{"a":' }))])).toMatchObject([
      { tool_calls: [{ function: { arguments: '{"a":' } }] },
    ]);
  });

  it('case 48: reasoning goes back in the field of the channel, or not at all', () => {
    const origin = { protocol: 'openai-chat' as const, channelId: 'channel-1', model: 'm' };
    const details = [{ type: 'reasoning.text', text: 'Hm' }];
    const turn = (part: object): unknown[] => [
      { type: 'reasoning', text: 'Hm', origin, ...part },
      call('call_a'),
    ];
    const send = (part: object, reasoningReplay: 'never' | 'required' | 'details'): unknown =>
      messagesOf([assistant(...(turn(part) as CanonicalPart[]))], { reasoningReplay });
    expect(send({}, 'required')).toMatchObject([{ reasoning_content: 'Hm', tool_calls: [{ id: 'call_a' }] }]);
    expect(send({ text: ' ' }, 'required')).toMatchObject([{ reasoning_content: ' ' }]);
    expect(send({ raw: details }, 'details')).toMatchObject([{ reasoning_details: details }]);
    const state = { kind: 'encrypted', data: JSON.stringify(details) };
    expect(send({ state }, 'details')).toMatchObject([{ reasoning_details: details }]);
    for (const sent of [send({ raw: details, state }, 'never'), send({}, 'details')])
      expect(JSON.stringify(sent)).not.toContain('reasoning');
  });

  it('case 50: a signature goes back on the part it came on', () => {
    const messages = [
      assistant(
        { type: 'text', text: 'a', signature: 'dA==' },
        call('call_a', { signature: 'c2ln' }),
        call('call_b'),
      ),
    ];
    const body = { type: 'function', function: { name: 'f', arguments: '{"a":1}' } };
    expect(messagesOf(messages)).toEqual([
      {
        role: 'assistant',
        content: 'a',
        ...signed('dA=='),
        tool_calls: [
          { id: 'call_a', ...body, ...signed('c2ln') },
          { id: 'call_b', ...body },
        ],
      },
    ]);
  });

  it('writes a refusal as OpenAI has it, and as text to others', () => {
    const messages = [assistant({ type: 'refusal', text: 'No.' })];
    expect(messagesOf(messages, OFFICIAL)).toEqual([{ role: 'assistant', content: null, refusal: 'No.' }]);
    expect(messagesOf(messages)).toEqual([{ role: 'assistant', content: 'No.' }]);
  });
});
