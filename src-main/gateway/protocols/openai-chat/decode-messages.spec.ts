import { describe, expect, it } from 'vitest';
import { decodeBody } from './testing/chat-context';

const user = { role: 'user', content: 'Hi' };
const body = (members: object): object => ({ model: 'm', messages: [user], ...members });
const decode = (members: object) => decodeBody(body(members)).request;
const messagesOf = (...messages: readonly object[]) => decode({ messages });

const own = { protocol: 'openai-chat', channelId: null, model: null };

describe('messages', () => {
  it('are the system as long as they are instructions, and later stand where they stood', () => {
    const request = messagesOf(
      { role: 'developer', content: 'A' },
      {
        role: 'system',
        content: [{ type: 'text', text: 'B', cache_control: { type: 'ephemeral', ttl: '1h' } }],
      },
      user,
      { role: 'system', content: 'C' },
    );
    expect(request.system).toEqual([{ text: 'A' }, { text: 'B', cache: { ttl: '1h' } }]);
    expect(request.messages).toEqual([
      { role: 'user', parts: [{ type: 'text', text: 'Hi' }] },
      { role: 'system', parts: [{ type: 'text', text: 'C' }] },
    ]);
  });

  it('case 33: of the user in a row stay apart', () => {
    expect(messagesOf(user, user).messages).toHaveLength(2);
  });

  it('case 35: have no empty text beside calls', () => {
    const call = { id: 'call_a', type: 'function', function: { name: 'f', arguments: '{' } };
    for (const content of ['', null, undefined])
      expect(messagesOf(user, { role: 'assistant', content, tool_calls: [call] }).messages[1]).toEqual({
        role: 'assistant',
        parts: [{ type: 'toolCall', id: 'call_a', name: 'f', args: '{' }],
      });
  });

  it('case 25: keep a result without an id as one', () => {
    const { messages } = messagesOf(
      user,
      { role: 'assistant', tool_calls: [{ id: 'call_a', function: { name: 'f', arguments: '{}' } }] },
      { role: 'tool', content: 'out' },
      { role: 'tool', tool_call_id: 'call_b', content: [{ type: 'text', text: 'b' }] },
    );
    expect(messages.slice(2)).toEqual([
      {
        role: 'user',
        parts: [
          { type: 'toolResult', callId: '', content: [{ type: 'text', text: 'out' }] },
          { type: 'toolResult', callId: 'call_b', content: [{ type: 'text', text: 'b' }] },
        ],
      },
    ]);
  });

  it('case 28: may hold legacy function calls and their results', () => {
    const request = decode({
      messages: [
        user,
        { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
        { role: 'function', name: 'f', content: 'out' },
      ],
      functions: [{ name: 'f', parameters: { type: 'object' } }],
      function_call: { name: 'f' },
    });
    expect(request.messages.slice(1)).toEqual([
      { role: 'assistant', parts: [{ type: 'toolCall', id: '', name: 'f', args: '{}' }] },
      {
        role: 'user',
        parts: [{ type: 'toolResult', callId: '', name: 'f', content: [{ type: 'text', text: 'out' }] }],
      },
    ]);
    expect(request.tools).toEqual([{ type: 'function', name: 'f', schema: { type: 'object' } }]);
    expect(request.toolChoice).toEqual({ mode: 'named', name: 'f' });
    expect(request.wants.legacyFunctions).toBe(true);
  });

  it('hold images, files and audio', () => {
    const pdf = { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' };
    const { messages } = messagesOf({
      role: 'user',
      name: 'ann',
      content: [
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
        { type: 'image_url', image_url: { url: 'https://a.example/a.png' } },
        { type: 'file', file: pdf },
        { type: 'file', file: { file_id: 'file-1' } },
        { type: 'input_audio', input_audio: { data: 'AAAA', format: 'mp3' } },
        { type: 'hologram', hologram: {} },
      ],
    });
    expect(messages).toEqual([
      {
        role: 'user',
        name: 'ann',
        parts: [
          { type: 'image', source: { type: 'base64', mediaType: 'image/png', data: 'AAAA' }, detail: 'low' },
          { type: 'image', source: { type: 'url', url: 'https://a.example/a.png' } },
          {
            type: 'document',
            source: { type: 'base64', mediaType: 'application/pdf', data: 'AAAA' },
            title: 'a.pdf',
          },
          { type: 'document', source: { type: 'file', fileId: 'file-1' } },
          { type: 'audio', source: { type: 'base64', mediaType: 'audio/mpeg', data: 'AAAA' } },
          {
            type: 'opaque',
            protocol: 'openai-chat',
            raw: { type: 'hologram', hologram: {} },
            label: 'hologram',
          },
        ],
      },
    ]);
  });

  it('hold reasoning that clients send back', () => {
    const details = [{ type: 'reasoning.text', text: 'Hm' }];
    const parts = (message: object) =>
      messagesOf(user, { role: 'assistant', content: 'a', ...message }).messages[1]?.parts[0];
    expect(parts({ reasoning_content: 'Hm' })).toEqual({ type: 'reasoning', text: 'Hm', origin: own });
    expect(parts({ reasoning: 'Hm', reasoning_details: details })).toEqual({
      type: 'reasoning',
      text: 'Hm',
      origin: own,
      raw: details,
    });
    const thinking = [
      { type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] },
      { type: 'text', text: 'a' },
    ];
    expect(messagesOf(user, { role: 'assistant', content: thinking }).messages[1]?.parts).toEqual([
      { type: 'reasoning', text: 'Hm', origin: own },
      { type: 'text', text: 'a' },
    ]);
  });

  it('case 50: hold the signatures that clients send back', () => {
    const signed = { extra_content: { google: { thought_signature: 'c2ln' } } };
    const { messages } = messagesOf(user, {
      role: 'assistant',
      content: 'a',
      ...signed,
      tool_calls: [
        { id: 'call_a', type: 'function', function: { name: 'f', arguments: '{}' }, ...signed },
        { id: 'call_b', type: 'function', function: { name: 'g', arguments: '{}' } },
      ],
    });
    expect(messages[1]?.parts).toEqual([
      { type: 'text', text: 'a', signature: 'c2ln' },
      { type: 'toolCall', id: 'call_a', name: 'f', args: '{}', signature: 'c2ln' },
      { type: 'toolCall', id: 'call_b', name: 'g', args: '{}' },
    ]);
  });

  it('hold refusals, custom calls and their results', () => {
    const { messages } = messagesOf(
      user,
      {
        role: 'assistant',
        refusal: 'No.',
        tool_calls: [{ id: 'call_a', type: 'custom', custom: { name: 'p', input: '***' } }],
      },
      { role: 'tool', tool_call_id: 'call_a', content: 'ok' },
    );
    expect(messages[1]?.parts).toEqual([
      { type: 'refusal', text: 'No.' },
      { type: 'toolCall', id: 'call_a', name: 'p', args: '***', custom: true },
    ]);
    expect(messages[2]?.parts).toMatchObject([{ type: 'toolResult', callId: 'call_a', custom: true }]);
  });
});
