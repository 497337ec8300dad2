import type { RequestBody } from './request-body';

/**
 * A body up to this size is sent in one piece. For a larger one a buffer of its own would cost more than sending it in
 * pieces: the memory has to be had from the system again and again.
 */
const WHOLE_BYTES = 16 * 1024;
/** One write of this size takes less than a tenth of a millisecond, in which no stream moves. */
const PIECE_BYTES = 128 * 1024;
/** Smaller parts are put together, so that they make no packet of their own. */
const SMALL_BYTES = 2 * 1024;

/** What is written of a body, one after the other: one piece of a small body, several of a large one. */
export function cutBody({ chunks, length }: RequestBody): Buffer | readonly Buffer[] {
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined && length <= PIECE_BYTES) return first;
  if (length <= WHOLE_BYTES) return Buffer.concat(chunks, length);
  const pieces: Buffer[] = [];
  let small: Buffer[] = [];
  let smallBytes = 0;
  const flush = (): void => {
    if (small.length > 0)
      pieces.push(small.length === 1 && small[0] !== undefined ? small[0] : Buffer.concat(small));
    small = [];
    smallBytes = 0;
  };
  for (const chunk of chunks) {
    if (chunk.length < SMALL_BYTES) {
      small.push(chunk);
      smallBytes += chunk.length;
      if (smallBytes >= SMALL_BYTES) flush();
      continue;
    }
    // A small piece goes with the start of the large one behind it.
    const start = smallBytes === 0 ? 0 : Math.min(chunk.length, SMALL_BYTES);
    if (start > 0) small.push(chunk.subarray(0, start));
    flush();
    for (let at = start; at < chunk.length; at += PIECE_BYTES)
      pieces.push(chunk.subarray(at, at + PIECE_BYTES));
  }
  flush();
  return pieces;
}
