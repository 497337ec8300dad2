/** What is smaller is copied together: a body of single bytes would else cost a hundred times its size. */
const SMALL_BYTES = 2048;
const BLOCK_BYTES = 16 * 1024;

export interface ChunkCollector {
  add(chunk: Buffer): void;
  /** All that was added. The collector is empty afterwards. */
  take(): Buffer[];
}

/** Keeps the chunks of a body in few pieces, without copying the large ones. */
export function createChunkCollector(): ChunkCollector {
  let chunks: Buffer[] = [];
  let block: Buffer | null = null;
  let filled = 0;

  let closed = 0;

  /** What the block has since the last time becomes a chunk; the rest of it is still to be filled. */
  const closeBlock = (): void => {
    if (block !== null && filled > closed) chunks.push(block.subarray(closed, filled));
    closed = filled;
  };

  return {
    add(chunk) {
      if (chunk.length >= SMALL_BYTES) {
        closeBlock();
        chunks.push(chunk);
        return;
      }
      if (block === null || filled + chunk.length > block.length) {
        closeBlock();
        block = Buffer.allocUnsafe(BLOCK_BYTES);
        filled = 0;
        closed = 0;
      }
      filled += chunk.copy(block, filled);
    },
    take() {
      closeBlock();
      const taken = chunks;
      chunks = [];
      block = null;
      filled = 0;
      closed = 0;
      return taken;
    },
  };
}
