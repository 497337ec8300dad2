const CONTINUATION_MASK = 0xc0;
const CONTINUATION = 0x80;

function sortOffsets(offsets: readonly number[]): number[] {
  return [...new Set(offsets)]
    .filter((offset) => Number.isInteger(offset) && offset >= 0)
    .toSorted((a, b) => a - b);
}

/**
 * Offsets in UTF-8 bytes, as Gemini counts, by UTF-16 code units. One pass over the text, however many there are. An offset
 * beyond the text's end is left out; one within a character counts as its end.
 */
export function convertByteOffsets(text: string, offsets: readonly number[]): ReadonlyMap<number, number> {
  const bytes = Buffer.from(text);
  const found = new Map<number, number>();
  let at = 0;
  let units = 0;
  for (const offset of sortOffsets(offsets)) {
    if (offset > bytes.length) break;
    let end = Math.max(at, offset);
    while (((bytes[end] ?? 0) & CONTINUATION_MASK) === CONTINUATION) end += 1;
    units += bytes.toString('utf8', at, end).length;
    at = end;
    found.set(offset, units);
  }
  return found;
}

/** The other way round. */
export function convertUnitOffsets(text: string, offsets: readonly number[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  let at = 0;
  let bytes = 0;
  for (const offset of sortOffsets(offsets)) {
    if (offset > text.length) break;
    bytes += Buffer.byteLength(text.slice(at, offset));
    at = offset;
    found.set(offset, bytes);
  }
  return found;
}
