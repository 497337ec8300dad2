import type { CanonicalTool, ServerToolOptions } from '../canonical/request';
import { readRecord, readText, type JsonRecord } from '../json/read';

type ServerTool = Extract<CanonicalTool, { type: 'server' }>;

const LOCATION_FIELDS = ['city', 'region', 'country', 'timezone'];

/** OpenAI Chat nests the place. */
function encodeLocation(location: JsonRecord): object {
  const place = readRecord(location, 'approximate') ?? location;
  const fields = LOCATION_FIELDS.flatMap((name) => {
    const value = readText(place, name);
    return value === null ? [] : [[name, value] as const];
  });
  return { type: 'approximate', ...Object.fromEntries(fields) };
}

/** Anthropic takes one list of domains, not both. */
function encodeDomains({ allowedDomains, blockedDomains }: ServerToolOptions): object {
  if (allowedDomains !== undefined) return { allowed_domains: allowedDomains };
  return blockedDomains === undefined ? {} : { blocked_domains: blockedDomains };
}

/** Versions that need no beta; null for what Anthropic has no tool for. */
export function encodeServerTool({ server, options }: ServerTool): object | null {
  const uses = options.maxUses === undefined ? {} : { max_uses: options.maxUses };
  switch (server) {
    case 'web_search':
      return {
        type: 'web_search_20250305',
        name: 'web_search',
        ...uses,
        ...encodeDomains(options),
        ...(options.userLocation !== undefined && { user_location: encodeLocation(options.userLocation) }),
      };
    case 'web_fetch':
      return { type: 'web_fetch_20250910', name: 'web_fetch', ...uses, ...encodeDomains(options) };
    case 'code':
      return { type: 'code_execution_20250825', name: 'code_execution' };
    case 'other':
      return null;
  }
}
