import type { ChannelProfile } from '#shared/domain/channel-profile';
import type { CacheMark, CanonicalPart } from '../canonical/part';
import type { CanonicalRequest } from '../canonical/request';
import type { JsonRecord } from '../json/read';

/** Providers count the marks of a request, and refuse more. */
const MAX_MARKS = 4;
const NO_MARK: JsonRecord = {};

/** Members that mark a part of the content; none where the part has no mark, or the provider knows none. */
export type CacheMarker = (cache: CacheMark | undefined) => JsonRecord;

function isMarked(part: CanonicalPart): boolean {
  return 'cache' in part && part.cache !== undefined && part.type !== 'toolCall';
}

function countMarks({ system, messages }: CanonicalRequest): number {
  let count = system.filter((part) => part.cache !== undefined).length;
  for (const { parts } of messages) for (const part of parts) if (isMarked(part)) count += 1;
  return count;
}

/** Must be asked in the order of the request: the last marks are the ones that are kept. */
export function createCacheMarker(request: CanonicalRequest, profile: ChannelProfile): CacheMarker {
  if (!profile.cacheControl) return () => NO_MARK;
  let superfluous = countMarks(request) - MAX_MARKS;
  return (cache) => {
    if (cache === undefined) return NO_MARK;
    superfluous -= 1;
    if (superfluous >= 0) return NO_MARK;
    if (profile.official) return { prompt_cache_breakpoint: { mode: 'explicit' } };
    return { cache_control: { type: 'ephemeral', ...(cache.ttl === undefined ? {} : { ttl: cache.ttl }) } };
  };
}
