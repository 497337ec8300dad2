import type { CanonicalRequest } from '../canonical/request';
import type { EncodeTarget } from '../canonical/codec';
import { encodeCacheMark } from './create-cache-marks';

const PROTOCOL = 'anthropic-messages';
const MAX_USER_ID = 256;
/** What other protocols call Anthropic's tiers. */
const TIERS: ReadonlyMap<string, string> = new Map([
  ['auto', 'auto'],
  ['default', 'standard_only'],
  ['standard', 'standard_only'],
  ['standard_only', 'standard_only'],
]);

/** An own mark of the client's, or one for clients whose protocol has none; null: none. */
export function selectAutoCache(
  { meta, origin }: CanonicalRequest,
  { profile }: EncodeTarget,
): object | null {
  if (!profile.cacheControl) return null;
  if (meta.autoCache !== undefined) return encodeCacheMark(meta.autoCache);
  return origin.protocol !== PROTOCOL && profile.autoCache ? { type: 'ephemeral' } : null;
}

function selectTier({ meta, origin }: CanonicalRequest, { profile }: EncodeTarget): string | null {
  if (meta.serviceTier === undefined) return null;
  if (origin.protocol === PROTOCOL) return meta.serviceTier;
  return profile.official ? (TIERS.get(meta.serviceTier) ?? null) : null;
}

export function encodeMeta(request: CanonicalRequest, target: EncodeTarget): object {
  const { userId } = request.meta;
  const tier = selectTier(request, target);
  return {
    ...(userId !== undefined && { metadata: { user_id: userId.slice(0, MAX_USER_ID) } }),
    ...(tier !== null && { service_tier: tier }),
  };
}
