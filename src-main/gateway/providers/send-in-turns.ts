import { setImmediate } from 'node:timers/promises';
import { sumLengths } from '../request-body';

/** Takes a fraction of a millisecond to write. */
const TURN_BYTES = 128 * 1024;

/**
 * The pieces of a body as they are to be written. A system that takes all of a large one at once would get it at once, and no
 * stream would move meanwhile.
 */
export function sendInTurns(pieces: readonly Buffer[]): Iterable<Buffer> | AsyncIterable<Buffer> {
  return sumLengths(pieces) <= TURN_BYTES ? pieces : giveInTurns(pieces);
}

async function* giveInTurns(pieces: readonly Buffer[]): AsyncGenerator<Buffer, void> {
  let inTurn = 0;
  for (const piece of pieces) {
    yield piece;
    inTurn += piece.length;
    if (inTurn < TURN_BYTES) continue;
    inTurn = 0;
    await setImmediate();
  }
}
