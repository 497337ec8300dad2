import type { CacheMark, CanonicalPart } from '../canonical/part';
import type { CanonicalRequest, CanonicalTool } from '../canonical/request';

/** Anthropic refuses more; an automatic mark counts. */
const MAX_MARKS = 4;

/** Hands out the marks of a request in the order in which Anthropic reads them: tools, system, messages. */
export interface CacheMarks {
  /** The member to spread into the marked block; nothing when it has no mark or none may be left. */
  write(mark: CacheMark | undefined): { readonly cache_control?: object };
}

export const NO_CACHE_MARKS: CacheMarks = { write: () => ({}) };

export function encodeCacheMark({ ttl }: CacheMark): object {
  return ttl === undefined ? { type: 'ephemeral' } : { type: 'ephemeral', ttl };
}

function countPart(part: CanonicalPart): number {
  const own = 'cache' in part && part.cache !== undefined ? 1 : 0;
  return part.type === 'toolResult' ? own + countParts(part.content) : own;
}

function countParts(parts: readonly CanonicalPart[]): number {
  let count = 0;
  for (const part of parts) count += countPart(part);
  return count;
}

function isMarked(tool: CanonicalTool): boolean {
  if (tool.type === 'function') return tool.cache !== undefined;
  return tool.type !== 'custom' && Boolean(tool.raw['cache_control']);
}

/**
 * The last marks are kept: each covers all before it.
 *
 * @param automatic the request also has a mark at its top
 */
export function createCacheMarks(request: CanonicalRequest, automatic: boolean): CacheMarks {
  let count = request.tools.filter(isMarked).length;
  count += request.system.filter((part) => part.cache !== undefined).length;
  for (const message of request.messages) count += countParts(message.parts);
  let surplus = count - (automatic ? MAX_MARKS - 1 : MAX_MARKS);
  return {
    write(mark) {
      if (mark === undefined) return {};
      surplus -= 1;
      return surplus >= 0 ? {} : { cache_control: encodeCacheMark(mark) };
    },
  };
}
