import type { WirePart } from './encode-scope';

/** Text and nothing else: no mark, no medium. */
function isPlain(part: WirePart): boolean {
  return part['type'] === 'text' && Object.keys(part).length === 2;
}

/**
 * Content as one string where it can be: not every relative of the protocol takes an array.
 *
 * @param separator between several texts; null keeps them apart
 */
export function joinContent(
  parts: readonly WirePart[],
  separator: string | null,
): string | readonly WirePart[] {
  if (!parts.every(isPlain) || (parts.length > 1 && separator === null)) return parts;
  return parts.map((part) => part['text']).join(separator ?? '');
}
