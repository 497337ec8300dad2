import type { ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';

/** Where bytes are cut, as fractions of their length; or after each byte. */
export type Chunking = 'each-byte' | readonly number[];

const MAX_CUTS = 24;

export const chunkings: fc.Arbitrary<Chunking> = fc.oneof(
  { weight: 1, arbitrary: fc.constant('each-byte' as const) },
  { weight: 6, arbitrary: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: MAX_CUTS }) },
);

export function cut(bytes: Buffer, chunking: Chunking): Buffer[] {
  if (chunking === 'each-byte') return [...bytes].map((byte) => Buffer.from([byte]));
  const ends = chunking.map((fraction) => Math.round(fraction * bytes.length)).toSorted((a, b) => a - b);
  const starts = [0, ...ends];
  return starts
    .map((start, index) => bytes.subarray(start, ends[index] ?? bytes.length))
    .filter((piece) => piece.length > 0);
}

/** How many pieces may share a packet: HTTP's chunks keep them apart all the same. */
const PIECES_PER_TURN = 8;

/** Writes each piece as an HTTP chunk of its own, several to a packet. */
export async function writePieces(response: ServerResponse, pieces: readonly Buffer[]): Promise<void> {
  for (const [index, piece] of pieces.entries()) {
    response.write(piece);
    // oxlint-disable-next-line no-await-in-loop -- the order is the point
    if (index % PIECES_PER_TURN === 0) await turn();
  }
  response.end();
}
