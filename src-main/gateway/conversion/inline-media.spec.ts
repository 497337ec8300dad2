import { expect, it } from 'vitest';
import type { CanonicalPart } from '../protocols/canonical/part';
import type { CanonicalMessage } from '../protocols/canonical/request';
import { inlineMedia } from './inline-media';

const IMAGE = 'https://media.example/a.png';
const FILE = 'https://media.example/a.pdf';
const png = { mediaType: 'image/png', data: 'iVBO' };
const pdf = { mediaType: 'application/pdf', data: 'JVBE' };
const user = (...parts: CanonicalPart[]): CanonicalMessage => ({ role: 'user', parts });
const userAndTool = (...content: CanonicalPart[]): CanonicalMessage =>
  user(...content, { type: 'toolResult', callId: 'c1', content });
const image = (url: string): CanonicalPart => ({
  type: 'image',
  source: { type: 'url', url },
  detail: 'low',
  cache: {},
});
const document = (url: string): CanonicalPart => ({
  type: 'document',
  source: { type: 'url', url },
  title: 'A',
  cache: {},
});

it('replaces addresses by what lay there, in tool results too', () => {
  const media = new Map([
    [IMAGE, png],
    [FILE, pdf],
  ]);
  expect(inlineMedia([userAndTool(image(IMAGE), document(FILE))], media)).toEqual([
    userAndTool(
      { type: 'image', source: { type: 'base64', ...png }, detail: 'low', cache: {} },
      { type: 'document', source: { type: 'base64', ...pdf }, title: 'A', cache: {} },
    ),
  ]);
});

it('an image that is a PDF becomes a document, and a document that is an image an image', () => {
  const media = new Map([
    [IMAGE, pdf],
    [FILE, png],
  ]);
  expect(inlineMedia([user(image(IMAGE), document(FILE))], media)).toEqual([
    user(
      { type: 'document', source: { type: 'base64', ...pdf }, cache: {} },
      { type: 'image', source: { type: 'base64', ...png }, cache: {} },
    ),
  ]);
});

it('keeps every object that nothing of was fetched for', () => {
  const rest: CanonicalPart[] = [
    { type: 'text', text: IMAGE },
    { type: 'video', source: { type: 'url', url: IMAGE } },
    { type: 'toolResult', callId: 'c1', content: [image(FILE)] },
  ];
  const untouched = [user(image(FILE)), user(...rest)];
  expect(inlineMedia(untouched, new Map([[IMAGE, png]]))).toBe(untouched);
  expect(inlineMedia(untouched, new Map())).toBe(untouched);
  const [first, second] = inlineMedia([...untouched, user(image(IMAGE))], new Map([[IMAGE, png]]));
  expect(first).toBe(untouched[0]);
  expect(second).toBe(untouched[1]);
});
