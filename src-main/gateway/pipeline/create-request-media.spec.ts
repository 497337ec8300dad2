import { expect, it } from 'vitest';
import type { InlineMedia } from '../conversion/inline-media';
import { refuse } from '../conversion/read-media';
import type { CanonicalMessage } from '../protocols/canonical/request';
import { createTestTarget } from '../protocols/repair/testing/create-test-target';
import { createRequestMedia } from './create-request-media';

const OWN = 'https://media.example/own.png';
const EARLIER = 'https://media.example/earlier.png';
const PNG: InlineMedia = { mediaType: 'image/png', data: 'AAAA' };
const earlier: CanonicalMessage[] = [
  { role: 'user', parts: [{ type: 'image', source: { type: 'url', url: EARLIER } }] },
];

function createRig(fetch: (url: string, signal: AbortSignal | undefined) => Promise<InlineMedia | null>) {
  let gone: (() => void) | null = null;
  const asked: string[] = [];
  const media = createRequestMedia({
    requestId: 'rq_1',
    desk: { mediaUrls: () => [OWN] },
    earlier,
    client: { onGone: (listener) => void (gone = listener) },
    fetcher: {
      async fetch(url, signal) {
        asked.push(url);
        const found = await fetch(url, signal);
        return found === null ? refuse('nobody waits') : { type: 'fetched', media: found };
      },
    },
    warn: () => undefined,
  });
  return { media, asked, leave: () => gone?.() };
}

it('fetches nothing for a channel that does not ask for it', async () => {
  const { media, asked } = createRig(() => Promise.resolve(PNG));
  expect((await media.fetch(createTestTarget('gemini'))).size).toBe(0);
  expect(asked).toEqual([]);
});

it('fetches what earlier messages name too', async () => {
  const { media } = createRig(() => Promise.resolve(PNG));
  const found = await media.fetch(createTestTarget('gemini', { fetchMedia: true }));
  expect([...found.keys()]).toEqual([EARLIER, OWN]);
});

it('stops when the client leaves, and listens no longer than it fetches', async () => {
  let aborted = 0;
  const { media, leave } = createRig((_url, signal) => {
    const { promise, resolve } = Promise.withResolvers<null>();
    signal?.addEventListener('abort', () => {
      aborted += 1;
      resolve(null);
    });
    return promise;
  });
  const given = media.fetch(createTestTarget('gemini', { fetchMedia: true }));
  await new Promise(setImmediate);
  leave();
  expect((await given).size).toBe(0);
  expect(aborted).toBe(2);
  leave();
  expect(aborted).toBe(2);
});
