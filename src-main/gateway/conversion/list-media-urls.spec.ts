import { expect, it } from 'vitest';
import type { CanonicalPart } from '../protocols/canonical/part';
import type { CanonicalMessage } from '../protocols/canonical/request';
import { createTestTarget } from '../protocols/repair/testing/create-test-target';
import { listMediaUrls } from './list-media-urls';

const IMAGE = 'https://media.example/a.png';
const FILE = 'https://media.example/a.pdf';
const image = (url = IMAGE): CanonicalPart => ({ type: 'image', source: { type: 'url', url } });
const document = (url = FILE): CanonicalPart => ({ type: 'document', source: { type: 'url', url } });
const result = (...content: CanonicalPart[]): CanonicalPart => ({
  type: 'toolResult',
  callId: 'c1',
  content,
});
const say = (role: CanonicalMessage['role'], ...parts: CanonicalPart[]): CanonicalMessage => ({
  role,
  parts,
});

const gemini = createTestTarget('gemini');
const chat = createTestTarget('openai-chat', { files: true });

it.each([
  ['gemini: images and documents', gemini, [IMAGE, FILE]],
  ['openai-chat: documents, its providers fetch images', chat, [FILE]],
  ['openai-chat without files: nothing', createTestTarget('openai-chat'), []],
  ['gemini without images: documents', createTestTarget('gemini', { images: false }), [FILE]],
  ['anthropic-messages: nothing', createTestTarget('anthropic-messages'), []],
  ['openai-responses: nothing', createTestTarget('openai-responses'), []],
])('lists what the target cannot fetch itself: %s', (_name, target, urls) => {
  expect(listMediaUrls([say('user', image(), document())], target)).toEqual(urls);
  expect(listMediaUrls([say('user', result(image(), document()))], target)).toEqual(urls);
});

it('lists an address once, however often a conversation names it', () => {
  const messages = [say('user', image(), result(image())), say('user', image(), document(IMAGE))];
  expect(listMediaUrls(messages, gemini)).toEqual([IMAGE]);
});

it('lists what the model said itself only where it can be sent', () => {
  const messages = [say('assistant', image(), document())];
  expect(listMediaUrls(messages, gemini)).toEqual([IMAGE, FILE]);
  expect(listMediaUrls(messages, chat)).toEqual([]);
});

it.each([
  'files/abc-1',
  'gs://bucket/a.png',
  'https://generativelanguage.googleapis.com/v1beta/files/abc',
  'https://www.youtube.com/watch?v=1',
  'file:///etc/passwd',
  'ftp://media.example/a.png',
])('does not list %s, which is not on the web or not for Routex', (url) => {
  expect(listMediaUrls([say('user', image(url), document(url))], gemini)).toEqual([]);
});

it('does not list bytes, ids, text or films', () => {
  const messages = [
    say(
      'user',
      { type: 'image', source: { type: 'base64', mediaType: 'image/png', data: 'AAAA' } },
      { type: 'document', source: { type: 'text', text: IMAGE } },
      { type: 'document', source: { type: 'file', fileId: IMAGE } },
      { type: 'video', source: { type: 'url', url: IMAGE } },
      { type: 'text', text: IMAGE },
    ),
  ];
  expect(listMediaUrls(messages, gemini)).toEqual([]);
});
