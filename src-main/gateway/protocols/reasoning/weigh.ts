const BYTES_PER_CHAR = 2;
const BYTES_PER_VALUE = 16;

/**
 * About how many bytes a value of strings, numbers, arrays and plain objects holds in memory, rather too many than too few.
 * A stack of its own: JSON that a client sent may be nested deeper than calls can be.
 */
export function weigh(value: unknown): number {
  let bytes = 0;
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    bytes += BYTES_PER_VALUE;
    if (typeof next === 'string') bytes += next.length * BYTES_PER_CHAR;
    else if (Array.isArray(next)) for (const item of next) open.push(item);
    else if (typeof next === 'object' && next !== null) {
      for (const [key, member] of Object.entries(next)) {
        bytes += key.length;
        open.push(member);
      }
    }
  }
  return bytes;
}
