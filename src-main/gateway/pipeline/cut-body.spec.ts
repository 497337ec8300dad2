import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutBody } from './cut-body';
import { sumLengths, toRequestBody, type RequestBody } from '../request-body';

const body = (chunks: Buffer[]): RequestBody => ({ chunks, length: sumLengths(chunks) });

const join = (pieces: Buffer | readonly Buffer[]): Buffer =>
  Buffer.isBuffer(pieces) ? pieces : Buffer.concat(pieces);

describe('cutBody', () => {
  it('changes no byte, however the parts are sized', () => {
    const size = fc.oneof(fc.nat(50), fc.integer({ min: 16_000, max: 17_000 }), fc.nat(600_000));
    fc.assert(
      fc.property(fc.array(size, { minLength: 1, maxLength: 6 }), (sizes) => {
        const parts = sizes.map((length, index) => Buffer.alloc(length, index + 1));
        expect(join(cutBody(body(parts))).equals(Buffer.concat(parts))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('sends a small body in one piece', () => {
    const whole = Buffer.alloc(10_000);
    expect(cutBody(toRequestBody(whole))).toBe(whole);
    expect(Buffer.isBuffer(cutBody(body([whole, Buffer.alloc(10)])))).toBe(true);
  });

  it('copies nothing of a large body', () => {
    const tail = Buffer.alloc(4_000_000, 1);
    const pieces = cutBody(body([Buffer.from('{"model":'), Buffer.from('"m"'), tail]));
    if (Buffer.isBuffer(pieces)) throw new Error('it is one piece');
    for (const piece of pieces.slice(2)) expect(piece.buffer).toBe(tail.buffer);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(128 * 1024);
  });
});
