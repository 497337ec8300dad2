import { createMediaCollector } from '../conversion/collect-media';
import type { ConversionDesk } from '../conversion/conversion-desk';
import type { MediaFetcher } from '../conversion/fetch-media';
import type { InlineMedia } from '../conversion/inline-media';
import { listMediaUrls } from '../conversion/list-media-urls';
import type { EncodeTarget, Warn } from '../protocols/canonical/codec';
import type { CanonicalMessage } from '../protocols/canonical/request';
import type { ClientResponse } from './client-response';

/** By the addresses that clients wrote. */
export type MediaByUrl = ReadonlyMap<string, InlineMedia>;

/** What a request names by its address and a target must get by value. */
export interface RequestMedia {
  /** Fetches it while the client waits, and stops when the client leaves. */
  fetch(target: EncodeTarget): Promise<MediaByUrl>;
}

const NONE: MediaByUrl = new Map();

export function createRequestMedia(options: {
  readonly requestId: string;
  readonly desk: Pick<ConversionDesk, 'mediaUrls'>;
  /** Messages that the desk does not have. */
  readonly earlier: readonly CanonicalMessage[];
  readonly client: Pick<ClientResponse, 'onGone'>;
  readonly fetcher: Pick<MediaFetcher, 'fetch'>;
  readonly warn: Warn;
}): RequestMedia {
  const { requestId, desk, earlier, client } = options;
  const collector = createMediaCollector(options.fetcher, options.warn);
  return {
    async fetch(target) {
      if (!target.profile.fetchMedia) return NONE;
      const own = await desk.mediaUrls(requestId, target);
      const urls = new Set([...listMediaUrls(earlier, target), ...own]);
      if (urls.size === 0) return NONE;
      const leaving = new AbortController();
      client.onGone(() => leaving.abort());
      try {
        return await collector.collect([...urls], leaving.signal);
      } finally {
        client.onGone(() => undefined);
      }
    },
  };
}
