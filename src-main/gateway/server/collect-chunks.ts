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

  const closeBlock = (): void => {
    if (block !== null) chunks.push(block.subarray(0, filled));
    block = null;
    filled = 0;
  };

  return {
    add(chunk) {
      if (chunk.length >= SMALL_BYTES) {
        closeBlock();
        chunks.push(chunk);
        return;
      }
      if (block !== null && filled + chunk.length > block.length) closeBlock();
      block ??= Buffer.allocUnsafe(BLOCK_BYTES);
      filled += chunk.copy(block, filled);
    },
    take() {
      closeBlock();
      const taken = chunks;
      chunks = [];
      return taken;
    },
  };
}
