import { describe, expect, it } from 'vitest';
import type { CanonicalPart } from '../canonical/part';
import { assistantSays, decode, encode, userSays } from './fixtures/contexts';

const call = (id: string, args = '{"city":"Paris"}'): CanonicalPart => ({
  type: 'toolCall',
  id,
  name: 'get_weather',
  args,
});
const result = (callId: string, text = 'Sunny'): CanonicalPart => ({
  type: 'toolResult',
  callId,
  content: [{ type: 'text', text }],
});

const document = (mediaType: string, data: string): CanonicalPart => ({
  type: 'document',
  title: 'T',
  source: { type: 'base64', mediaType, data },
});

describe('content', () => {
  it('case 35: an empty text beside a call becomes no block', () => {
    const { body } = encode({
      messages: [userSays('Go'), assistantSays('', call('a')), userSays(result('a', ''))],
    });
    expect(body['messages']).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Go' }] },
      {
        role: 'assistant',
        content: [{ type: 'tool_use', id: 'a', name: 'get_weather', input: { city: 'Paris' } }],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a' }] },
    ]);
  });

  it('case 36: of white space and an image only the image remains', () => {
    const image: CanonicalPart = { type: 'image', source: { type: 'url', url: 'https://x/y.png' } };
    expect(encode({ messages: [userSays(' \n', image)] }).body['messages']).toEqual([
      { role: 'user', content: [{ type: 'image', source: { type: 'url', url: 'https://x/y.png' } }] },
    ]);
  });

  it('case 22: a failed result is marked so', () => {
    const failed: CanonicalPart = {
      type: 'toolResult',
      callId: 'a',
      isError: true,
      content: [{ type: 'text', text: 'No' }],
    };
    const { body } = encode({ messages: [userSays('Go'), assistantSays(call('a')), userSays(failed)] });
    expect(body).toMatchObject({
      messages: [
        {},
        {},
        { content: [{ type: 'tool_result', tool_use_id: 'a', content: 'No', is_error: true }] },
      ],
    });
  });

  it('writes documents as their kind allows', () => {
    const text = document('text/plain', 'w7w=');
    expect(encode({ messages: [userSays(document('application/pdf', 'AA'), text)] }).body).toMatchObject({
      messages: [
        {
          content: [
            { type: 'document', title: 'T', source: { media_type: 'application/pdf', data: 'AA' } },
            { type: 'document', title: 'T', source: { type: 'text', media_type: 'text/plain', data: 'ü' } },
          ],
        },
      ],
    });
    expect(encode({ messages: [userSays(text)] }, { profile: { files: false } }).body).toMatchObject({
      messages: [{ content: [{ type: 'text', text: 'Document: T\nü' }] }],
    });
    const zip = userSays(document('application/zip', 'AA'));
    expect(() => encode({ messages: [zip] })).toThrow('Anthropic takes no files of type application/zip');
    expect(encode({ messages: [zip] }, { profile: { lenientMedia: true } })).toMatchObject({
      body: { messages: [{ content: [{ type: 'text', text: '[document: application/zip]' }] }] },
      warnings: [expect.any(String)],
    });
  });

  it('case 100: an unknown block of its own protocol goes back as it came', () => {
    const block = { type: 'hologram', data: [1] };
    const { request } = decode({
      messages: [{ role: 'user', content: [block, { type: 'text', text: 'Hi' }] }],
    });
    expect(encode(request).body['messages']).toEqual([
      { role: 'user', content: [block, { type: 'text', text: 'Hi' }] },
    ]);
  });

  it('leaves instructions between the turns where they are', () => {
    const system = { role: 'system', parts: [{ type: 'text', text: 'Stop soon.' }] } as const;
    expect(encode({ messages: [userSays('A'), system, assistantSays('B')] }).body).toMatchObject({
      messages: [
        { role: 'user' },
        { role: 'system', content: [{ type: 'text', text: 'Stop soon.' }] },
        { role: 'assistant' },
      ],
    });
  });
});
