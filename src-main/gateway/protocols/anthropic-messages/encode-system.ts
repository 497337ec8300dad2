import type { SystemPart } from '../canonical/request';
import type { CacheMarks } from './create-cache-marks';

/** A string where one part without a mark is all; null when there is nothing to say. */
export function encodeSystem(
  system: readonly SystemPart[],
  marks: CacheMarks,
): string | readonly object[] | null {
  const parts = system.filter(({ text }) => text.trim() !== '');
  const blocks = parts.map(({ text, cache }) => ({ type: 'text', text, ...marks.write(cache) }));
  const [first, ...others] = blocks;
  if (first === undefined) return null;
  return others.length === 0 && !('cache_control' in first) ? first.text : blocks;
}
