import { createHash } from 'node:crypto';
import type { ChannelProfile } from '#shared/domain/channel-profile';
import type { CanonicalRequest } from '../canonical/request';
import type { JsonRecord } from '../json/read';
import { omitAbsent } from '../json/omit-absent';

const TIERS: ReadonlyMap<string, string> = new Map([
  ['flex', 'flex'],
  ['scale', 'scale'],
  ['priority', 'priority'],
  ['fast', 'fast'],
  ['default', 'default'],
  // Gemini, then Anthropic.
  ['standard', 'default'],
  ['standard_only', 'default'],
]);

/** An id of the same meaning for the provider that tells it nothing: Claude Code's names an account and a device. */
function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What a client of this protocol says of its request, as it said it. */
function encodeOwn({ meta, extra }: CanonicalRequest, official: boolean): JsonRecord {
  return {
    ...extra,
    ...omitAbsent({
      [official ? 'safety_identifier' : 'user']: meta.userId,
      metadata: meta.metadata,
      prompt_cache_key: meta.cacheKey,
      service_tier: meta.serviceTier,
      store: meta.store,
      verbosity: meta.verbosity,
    }),
  };
}

/** Cache keys tell requests of one conversation, so that they meet the same cache. */
function createCacheKey({ meta, origin }: CanonicalRequest): string | undefined {
  if (meta.cacheKey !== undefined && origin.protocol === 'openai-responses') return meta.cacheKey;
  return meta.sessionId === undefined ? undefined : hash(meta.sessionId);
}

/** Fields about the request. Of another protocol's only what OpenAI itself takes is sent, and nowhere else. */
export function encodeMeta(request: CanonicalRequest, { official }: ChannelProfile): JsonRecord {
  const { meta, origin } = request;
  if (origin.protocol === 'openai-chat') return encodeOwn(request, official);
  if (!official) return {};
  return omitAbsent({
    safety_identifier: meta.userId === undefined ? undefined : hash(meta.userId),
    prompt_cache_key: createCacheKey(request),
    service_tier: meta.serviceTier === undefined ? undefined : TIERS.get(meta.serviceTier),
    verbosity: meta.verbosity,
  });
}
