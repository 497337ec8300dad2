import type { RequestBody } from '../request-body';

/**
 * A body up to this size is sent in one piece. For a larger one a buffer of its own would cost more than sending it in
 * pieces: the memory has to be had from the system again and again.
 */
const WHOLE_BYTES = 16 * 1024;
/** One write of this size takes less than a tenth of a millisecond, in which no stream moves. */
const PIECE_BYTES = 128 * 1024;
/** What is written of a body, one after the other: one piece of a small body, several of a large one. */
export function cutBody({ chunks, length }: RequestBody): Buffer | readonly Buffer[] {
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined && length <= PIECE_BYTES) return first;
  if (length <= WHOLE_BYTES) return Buffer.concat(chunks, length);
  const pieces: Buffer[] = [];
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) pieces.push(chunk.subarray(at, at + PIECE_BYTES));
  }
  return pieces;
}
