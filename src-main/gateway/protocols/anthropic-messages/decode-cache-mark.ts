import type { CacheMark } from '../canonical/part';
import { isRecord, readText } from '../json/read';

/** The member to spread into whatever may be marked; nothing when it is not. */
export function decodeCacheMark(value: unknown): { readonly cache?: CacheMark } {
  if (!isRecord(value)) return {};
  const ttl = readText(value, 'ttl');
  return { cache: ttl === null ? {} : { ttl } };
}
