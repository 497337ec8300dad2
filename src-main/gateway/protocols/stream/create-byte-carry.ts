import { UNLIMITED_MEMORY, type MemoryAccount } from '../../memory-budget';

const FIRST_CAPACITY_BYTES = 1024;

/** Collects the parts of an event that spans chunks. */
export interface ByteCarry {
  isEmpty(): boolean;
  add(chunk: Buffer, start: number, end: number): void;
  /** What was collected, or null when it was more than the limit or there was no room. The carry is empty afterwards. */
  take(): Buffer | null;
}

/**
 * One buffer that doubles: an event of many megabytes in one-byte chunks costs linear time, and no object a chunk. A
 * taken buffer is never written again, so that its reader may keep it.
 */
export function createByteCarry(limitBytes: number, memory: MemoryAccount = UNLIMITED_MEMORY): ByteCarry {
  let buffer: Buffer | null = null;
  let length = 0;
  let overflowed = false;

  /** Null when there is no room for so much. */
  function reserve(needed: number): Buffer | null {
    const present = buffer?.length ?? 0;
    if (buffer !== null && present >= needed) return buffer;
    const capacity = Math.max(needed, present * 2, FIRST_CAPACITY_BYTES);
    if (!memory.take(capacity - present)) return null;
    const grown = Buffer.allocUnsafe(capacity);
    buffer?.copy(grown, 0, 0, length);
    buffer = grown;
    return grown;
  }

  function release(): void {
    memory.give(buffer?.length ?? 0);
    buffer = null;
    length = 0;
  }

  return {
    isEmpty() {
      return length === 0 && !overflowed;
    },
    add(chunk, start, end) {
      if (overflowed) return;
      const total = length + end - start;
      const target = total > limitBytes ? null : reserve(total);
      if (target === null) {
        overflowed = true;
        release();
        return;
      }
      chunk.copy(target, length, start, end);
      length = total;
    },
    take() {
      const taken = overflowed ? null : (buffer?.subarray(0, length) ?? Buffer.alloc(0));
      release();
      overflowed = false;
      return taken;
    },
  };
}
