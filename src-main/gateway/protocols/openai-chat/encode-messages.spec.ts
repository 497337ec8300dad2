import { describe, expect, it } from 'vitest';
import type { ChannelProfileOverrides } from '#shared/domain/channel-profile';
import type { CanonicalPart } from '../canonical/part';
import type { CanonicalTool } from '../canonical/request';
import { OFFICIAL } from './testing/chat-context';
import { encode, text, call, image, user, assistant, messagesOf, result, tool } from './testing/chat-request';

describe('messages', () => {
  it('case 32: a system of marked parts is one string, with no mark at any depth', () => {
    const cache = {};
    const { body } = encode({
      system: [{ text: 'A', cache }, { text: 'B' }],
      messages: [
        user({ type: 'text', text: 'Hi', cache }, { ...image, cache } as CanonicalPart),
        assistant(call('call_a', { cache })),
        user({ ...result('call_a', { type: 'text', text: 'ok', cache }), cache } as CanonicalPart),
      ],
      tools: [{ ...tool, cache } as CanonicalTool],
    });
    expect(body['messages']).toMatchObject([
      { role: 'system', content: 'A\n\nB' },
      {},
      {},
      { content: 'ok' },
    ]);
    expect(JSON.stringify(body)).not.toContain('cache');
  });

  it('keeps the last four marks where the channel honours them', () => {
    const cache = { ttl: '1h' };
    const marked = ['1', '2', '3', '4'].map((value): CanonicalPart => ({ type: 'text', text: value, cache }));
    const { body } = encode(
      { system: [{ text: 'S', cache }], messages: [user(...marked)] },
      { cacheControl: true },
    );
    expect(body['messages']).toEqual([
      { role: 'system', content: 'S' },
      {
        role: 'user',
        content: ['1', '2', '3', '4'].map((value) => ({
          type: 'text',
          text: value,
          cache_control: { type: 'ephemeral', ttl: '1h' },
        })),
      },
    ]);
    const official = encode({ messages: [user(...marked.slice(0, 1))] }, { ...OFFICIAL, cacheControl: true });
    expect(official.body['messages']).toMatchObject([
      { content: [{ type: 'text', text: '1', prompt_cache_breakpoint: { mode: 'explicit' } }] },
    ]);
  });

  it('case 42: instructions have the role the channel knows', () => {
    const request = {
      system: [{ text: 'A' }],
      messages: [user(text('Hi')), { role: 'system' as const, parts: [text('B')] }],
    };
    const roles = (overrides: ChannelProfileOverrides): unknown =>
      (encode(request, overrides).body['messages'] as { role: string }[]).map(({ role }) => role);
    expect(roles({})).toEqual(['system', 'user', 'system']);
    expect(roles({ systemRole: 'developer' })).toEqual(['developer', 'user', 'developer']);
  });

  it('case 33: turns of the user in a row stay apart', () => {
    expect(messagesOf([user(text('a')), user(text('b'))], OFFICIAL)).toEqual([
      { role: 'user', content: 'a' },
      { role: 'user', content: 'b' },
    ]);
  });

  it('writes several texts as one where arrays may not be taken', () => {
    const messages = [user(text('a'), text('b'))];
    expect(messagesOf(messages)).toEqual([{ role: 'user', content: 'a\n\nb' }]);
    expect(messagesOf(messages, OFFICIAL)).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
    ]);
  });

  it('case 43: names are removed where they are refused', () => {
    const messages = [{ ...user(text('Hi')), name: 'ann' }];
    expect(messagesOf(messages)).toEqual([{ role: 'user', content: 'Hi', name: 'ann' }]);
    expect(messagesOf(messages, { dropNames: true })).toEqual([{ role: 'user', content: 'Hi' }]);
  });

  it.each([
    ['prefix', { prefix: true }],
    ['partial', { partial: true }],
    ['keep', {}],
  ] as const)('marks the beginning of an answer as the channel wants it: %s', (prefill, mark) => {
    expect(messagesOf([user(text('Hi')), assistant(text('He'))], { prefill })).toEqual([
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'He', ...mark },
    ]);
  });
});
