import type { Warn } from '../protocols/canonical/codec';
import type { MediaFetcher } from './fetch-media';
import type { InlineMedia } from './inline-media';
import { refuse, type MediaResult } from './read-media';

/** Gets media for one request, for all its targets once. */
export interface MediaCollector {
  /** Those that there are, by their addresses. Of each other a warning tells why it is not among them. */
  collect(urls: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, InlineMedia>>;
}

const SECOND_MS = 1000;
/** A client waits for its answer meanwhile. */
const TIME_LIMIT_MS = 30 * SECOND_MS;
/** What a request may grow by. Providers take less. */
const MAX_CHARS = 64 * 1024 * 1024;
const MAX_HOST_CHARS = 100;

export function createMediaCollector(fetcher: Pick<MediaFetcher, 'fetch'>, warn: Warn): MediaCollector {
  const results = new Map<string, MediaResult>();
  let chars = 0;
  let deadline: AbortSignal | null = null;

  /** Counted once it is there: what is fetched at the same time may be too much together. */
  function admit(result: MediaResult): MediaResult {
    if (result.type === 'refused') return result;
    const { length } = result.media.data;
    if (chars + length > MAX_CHARS) return refuse('the media of this request is too much together');
    chars += length;
    return result;
  }

  return {
    async collect(urls, given) {
      const missing = urls.filter((url) => !results.has(url));
      if (missing.length > 0) {
        deadline ??= AbortSignal.timeout(TIME_LIMIT_MS);
        const signal = AbortSignal.any([given, deadline]);
        await Promise.all(
          missing.map(async (url) => {
            results.set(url, admit(await fetcher.fetch(url, signal)));
          }),
        );
      }
      const media = new Map<string, InlineMedia>();
      for (const url of urls) {
        const result = results.get(url);
        if (result?.type === 'fetched') media.set(url, result.media);
        else if (result !== undefined)
          warn(`Media at ${describeHost(url)} was not fetched: ${result.reason}.`);
      }
      return media;
    },
  };
}

/** No more than the host: paths and queries may hold secrets. */
function describeHost(url: string): string {
  return URL.parse(url)?.host.slice(0, MAX_HOST_CHARS) ?? 'an unknown host';
}
