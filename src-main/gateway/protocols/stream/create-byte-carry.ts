const FIRST_CAPACITY_BYTES = 1024;

/** Collects the parts of an event that spans chunks. */
export interface ByteCarry {
  isEmpty(): boolean;
  add(chunk: Buffer, start: number, end: number): void;
  /** What was collected, or null when it was more than the limit. The carry is empty afterwards. */
  take(): Buffer | null;
}

/**
 * One buffer that doubles: an event of many megabytes in one-byte chunks costs linear time, and no object a chunk. A
 * taken buffer is never written again, so that its reader may keep it.
 */
export function createByteCarry(limitBytes: number): ByteCarry {
  let buffer: Buffer | null = null;
  let length = 0;
  let overflowed = false;

  function reserve(needed: number): Buffer {
    if (buffer !== null && buffer.length >= needed) return buffer;
    const grown = Buffer.allocUnsafe(Math.max(needed, (buffer?.length ?? FIRST_CAPACITY_BYTES / 2) * 2));
    buffer?.copy(grown, 0, 0, length);
    buffer = grown;
    return grown;
  }

  return {
    isEmpty() {
      return length === 0 && !overflowed;
    },
    add(chunk, start, end) {
      if (overflowed) return;
      const total = length + end - start;
      if (total > limitBytes) {
        overflowed = true;
        buffer = null;
        length = 0;
        return;
      }
      chunk.copy(reserve(total), length, start, end);
      length = total;
    },
    take() {
      const taken = overflowed ? null : (buffer?.subarray(0, length) ?? Buffer.alloc(0));
      buffer = null;
      length = 0;
      overflowed = false;
      return taken;
    },
  };
}
