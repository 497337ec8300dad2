import { expect, it } from 'vitest';
import { readMediaType, selectMediaType } from './select-media-type';
import { PDF, PNG } from './testing/start-media-server';

const TEXT = Buffer.from('hello');
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

it.each([
  ['image/png', 'image/png'],
  ['IMAGE/PNG; charset=binary', 'image/png'],
  ['image/jpg', 'image/jpeg'],
  ['application/octet-stream', null],
  ['binary/octet-stream', null],
  ['image/*', null],
  ['', null],
  [undefined, null],
])('content-type %s is %s', (contentType, mediaType) => {
  expect(readMediaType(contentType)).toBe(mediaType);
});

it.each([
  ['PNG', PNG, 'image/png'],
  ['JPEG', latin1('\xff\xd8\xff\xe0....'), 'image/jpeg'],
  ['GIF', latin1('GIF89a..'), 'image/gif'],
  ['WebP', latin1('RIFF\x00\x00\x00\x00WEBPVP8 '), 'image/webp'],
  ['HEIC', latin1('\x00\x00\x00\x18ftypheic'), 'image/heic'],
  ['AVIF', latin1('\x00\x00\x00\x18ftypavif'), 'image/avif'],
  ['PDF', PDF, 'application/pdf'],
])('what a server does not know is told by its bytes: %s', (_name, bytes, mediaType) => {
  expect(selectMediaType(null, bytes)).toBe(mediaType);
});

it('what a server gets wrong is told by its bytes, and what only it knows by the server', () => {
  expect(selectMediaType('image/jpeg', PNG)).toBe('image/png');
  expect(selectMediaType('image/tiff', TEXT)).toBe('image/tiff');
});

it.each([
  ['of no known kind', null, TEXT],
  ['of an unknown kind that is shorter than a signature', null, Buffer.from('G')],
  ['a page', 'text/html', PNG],
  ['a drawing', 'image/svg+xml', Buffer.from('<svg/>')],
  ['a film', 'video/mp4', latin1('\x00\x00\x00\x18ftypisom')],
])('is null for what is %s', (_name, declared, bytes) => {
  expect(selectMediaType(declared, bytes)).toBeNull();
});
