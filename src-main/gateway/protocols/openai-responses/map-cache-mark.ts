import type { CacheMark } from '../canonical/part';
import { readRecord, readText, type JsonRecord } from '../json/read';

const LONG_TTL = '12h';
/** The longest lifetime the canonical mark knows, as Anthropic spells it. */
const CANONICAL_LONG_TTL = '1h';

export function decodeCacheMark(content: JsonRecord): CacheMark | undefined {
  const breakpoint = readRecord(content, 'prompt_cache_breakpoint');
  if (breakpoint === null) return undefined;
  return readText(breakpoint, 'ttl') === LONG_TTL ? { ttl: CANONICAL_LONG_TTL } : {};
}

export function encodeCacheMark({ ttl }: CacheMark): object {
  return ttl === CANONICAL_LONG_TTL ? { mode: 'explicit', ttl: LONG_TTL } : { mode: 'explicit' };
}
