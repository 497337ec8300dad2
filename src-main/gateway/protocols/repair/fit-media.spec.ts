import { describe, expect, it } from 'vitest';
import type { CanonicalPart, ImagePart } from '../canonical/part';
import { assistant, call, createTestRequest, result, user } from './testing/create-test-request';
import { createTestTarget } from './testing/create-test-target';
import { runRepair } from './testing/run-repair';

const CHAT = createTestTarget('openai-chat');
const ANTHROPIC = createTestTarget('anthropic-messages');

const image = (mediaType: string): ImagePart => ({
  type: 'image',
  source: { type: 'base64', mediaType, data: 'AAAA' },
});
const pdf: CanonicalPart = {
  type: 'document',
  source: { type: 'base64', mediaType: 'application/pdf', data: 'AAAA' },
  title: 'report.pdf',
};

describe('fitMedia', () => {
  it.each([
    [
      ANTHROPIC,
      image('image/svg+xml'),
      'messages.0: image (image/svg+xml): Anthropic takes JPEG, PNG, GIF and WebP only.',
    ],
    [
      createTestTarget('openai-chat', { images: false }),
      image('image/png'),
      'messages.0: image (image/png): this channel takes no such content.',
    ],
    [CHAT, pdf, 'messages.0: document (report.pdf, application/pdf): this channel takes no such content.'],
    [
      ANTHROPIC,
      { type: 'audio', source: image('audio/wav').source },
      'messages.0: audio (audio/wav): this channel takes no such content.',
    ],
    [
      CHAT,
      { type: 'video', source: { type: 'url', url: 'https://example.test/v' } },
      'messages.0: video (https://example.test/v): this channel takes no such content.',
    ],
    [
      CHAT,
      { type: 'image', source: { type: 'file', fileId: 'file-1' } },
      'messages.0: image (file file-1): the file lies at another provider.',
    ],
  ] as const)('case 38: what the channel cannot read is refused by name (%#)', (target, part, message) => {
    expect(() => runRepair([user('look', part)], target)).toThrowError(message);
    expect(() => runRepair([user('x'), assistant(call('a')), user(result('a', part))], target)).toThrowError(
      message.replace('messages.0', 'messages.2'),
    );
  });

  it('is replaced by a note where the channel is lenient', () => {
    const target = createTestTarget('openai-chat', { lenientMedia: true, images: false });
    const link = { type: 'image', source: { type: 'url', url: 'https://example.test/a' } } as const;
    const { messages, warnings } = runRepair([user(pdf, image('image/png'), link)], target);
    expect(messages).toEqual([
      user('[document: report.pdf, left out]', '[image: left out]', '[image: https://example.test/a]'),
    ]);
    expect(warnings).toHaveLength(3);
  });

  it('of the model itself becomes a note, save for Gemini', () => {
    const history = [user('draw'), assistant(image('image/png'), 'here'), user('more')];
    expect(runRepair(history, ANTHROPIC).messages[1]).toEqual(assistant('[image: left out]', 'here'));
    expect(runRepair(history, createTestTarget('gemini')).messages).toEqual(history);
  });

  it('passes where all is well', () => {
    const request = createTestRequest([user(image('image/PNG'), pdf)]);
    expect(runRepair(request, ANTHROPIC).request).toBe(request);
  });
});
