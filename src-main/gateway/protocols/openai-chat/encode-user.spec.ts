import { describe, expect, it } from 'vitest';
import type { CanonicalPart } from '../canonical/part';
import { OFFICIAL } from './testing/chat-context';
import { encode, text, result, image, pdf, user, messagesOf } from './testing/chat-request';

describe('turns of the user', () => {
  it('case 21: results come first, then the user with their images by label', () => {
    const messages = [
      user(result('call_a', text('A'), image), result('call_b', text('B'), image, image), text('Go on')),
    ];
    const expected = [
      {
        role: 'tool',
        tool_call_id: 'call_a',
        content: 'A\n[image 1 of this result follows in the next message]',
      },
      {
        role: 'tool',
        tool_call_id: 'call_b',
        content:
          'B\n[image 1 of this result follows in the next message]\n[image 2 of this result follows in the next message]',
      },
      {
        role: 'user',
        content: [
          { type: 'text', text: '[image 1 of the result of call_a]' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
          { type: 'text', text: '[image 1 of the result of call_b]' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
          { type: 'text', text: '[image 2 of the result of call_b]' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
          { type: 'text', text: 'Go on' },
        ],
      },
    ];
    expect(messagesOf(messages)).toEqual(expected);
    expect(messagesOf(messages, { assistantAfterTool: true })).toEqual([
      ...expected.slice(0, 2),
      { role: 'assistant', content: 'OK.' },
      ...expected.slice(2),
    ]);
  });

  it.each([
    ['No such file', 'Error: No such file'],
    ['Error: no such file', 'Error: no such file'],
    ['FileNotFoundError: x', 'FileNotFoundError: x'],
    ['<tool_use_error>x</tool_use_error>', '<tool_use_error>x</tool_use_error>'],
    ['', 'Error: (no output)'],
  ])('case 22: a failed result %j tells that it failed', (output, expected) => {
    const failed = { ...result('call_a', text(output)), isError: true } as CanonicalPart;
    expect(messagesOf([user(failed)])).toMatchObject([{ content: expected }]);
  });

  it('gives a result that is empty, or structured only, a text', () => {
    expect(messagesOf([user(result('call_a'))])).toMatchObject([{ content: '(no output)' }]);
    const structured = { ...result('call_a'), structured: { a: 1 } } as CanonicalPart;
    expect(messagesOf([user(structured)])).toMatchObject([{ content: '{"a":1}' }]);
  });

  it('case 38: a PDF is a file part where files are taken, and else refused by its place', () => {
    expect(messagesOf([user(pdf)], OFFICIAL)).toEqual([
      {
        role: 'user',
        content: [
          { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
        ],
      },
    ]);
    expect(() => messagesOf([user(text('Hi'), pdf)])).toThrow(
      expect.objectContaining({
        kind: 'unsupported_conversion',
        message: 'messages.0.content.1: this channel cannot take PDF and other files',
      }),
    );
    const lenient = encode({ messages: [user(text('Hi'), pdf)] }, { lenientMedia: true });
    expect(lenient.body['messages']).toEqual([{ role: 'user', content: 'Hi\n\n[document: a.pdf]' }]);
    expect(lenient.warnings).toHaveLength(1);
  });

  it.each([
    ['images', image, { images: false }],
    ['a file of another provider', { type: 'document', source: { type: 'file', fileId: 'f' } }, OFFICIAL],
    [
      'a file by its address',
      { type: 'document', source: { type: 'url', url: 'https://a.example' } },
      OFFICIAL,
    ],
    ['video', { type: 'video', source: { type: 'url', url: 'https://a.example' } }, OFFICIAL],
    ['audio by its address', { type: 'audio', source: { type: 'url', url: 'https://a.example' } }, OFFICIAL],
  ] as const)('refuses %s that cannot be taken', (_name, part, overrides) => {
    expect(() => messagesOf([user(part)], overrides)).toThrow(
      expect.objectContaining({ kind: 'unsupported_conversion' }),
    );
    expect(() => messagesOf([user(part)], { ...overrides, lenientMedia: true })).not.toThrow();
  });

  it('writes documents of text as text', () => {
    const plain: CanonicalPart = { type: 'document', source: { type: 'text', text: 'abc' }, title: 'T' };
    const encoded: CanonicalPart = {
      type: 'document',
      source: { type: 'base64', mediaType: 'text/plain', data: Buffer.from('abc').toString('base64') },
    };
    expect(messagesOf([user(plain)])).toEqual([{ role: 'user', content: 'Document: T\nabc' }]);
    expect(messagesOf([user(encoded)])).toEqual([{ role: 'user', content: 'abc' }]);
  });

  it('keep parts that only this protocol knows', () => {
    const raw = { type: 'dream' };
    expect(messagesOf([user({ type: 'opaque', protocol: 'openai-chat', raw, label: 'dream' })])).toEqual([
      { role: 'user', content: [raw] },
    ]);
  });
});
