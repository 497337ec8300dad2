import { expect, it } from 'vitest';
import { createMediaCollector } from './collect-media';
import { refuse, type MediaResult } from './read-media';

const MEGABYTE = 1024 * 1024;
const never = new AbortController().signal;
const fetched = (data = 'AAAA'): MediaResult => ({
  type: 'fetched',
  media: { mediaType: 'image/png', data },
});

function createCollector(answer: (url: string) => MediaResult) {
  const asked: string[] = [];
  const warnings: string[] = [];
  const collector = createMediaCollector(
    {
      fetch: (url) => {
        asked.push(url);
        return Promise.resolve(answer(url));
      },
    },
    (warning) => warnings.push(warning),
  );
  return { collector, asked, warnings };
}

it('gives what there is, and tells of the rest by host and reason only', async () => {
  const lost = 'https://user:pass@media.example:8443/private/path.png?token=sk-fake-1';
  const { collector, warnings } = createCollector((url) =>
    url === lost ? refuse('it is empty') : fetched(),
  );
  const media = await collector.collect(['https://media.example/a', lost, 'http://'], never);
  expect([...media.keys()]).toEqual(['https://media.example/a', 'http://']);
  expect(warnings).toEqual(['Media at media.example:8443 was not fetched: it is empty.']);
});

it('asks once for all targets of a request, whatever came of it', async () => {
  const { collector, asked, warnings } = createCollector((url) =>
    url.endsWith('b') ? refuse('it is empty') : fetched(),
  );
  const urls = ['https://media.example/a', 'https://media.example/b'];
  await collector.collect(urls, never);
  const media = await collector.collect([...urls, 'https://media.example/c'], never);
  expect(asked).toEqual([...urls, 'https://media.example/c']);
  expect([...media.keys()]).toEqual(['https://media.example/a', 'https://media.example/c']);
  expect(warnings).toHaveLength(2);
});

it('a request does not grow by more than 64 MB', async () => {
  const large = 'A'.repeat(25 * MEGABYTE);
  const { collector, warnings } = createCollector(() => fetched(large));
  const urls = ['a', 'b', 'c'].map((name) => `https://media.example/${name}`);
  expect((await collector.collect(urls, never)).size).toBe(2);
  expect(warnings).toEqual([
    'Media at media.example was not fetched: the media of this request is too much together.',
  ]);
});
