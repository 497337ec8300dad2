import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findInBody, sumLengths, type RequestBody } from './request-body';

const anyChunks = fc.array(
  fc.uint8Array({ maxLength: 5, max: 2 }).map((bytes) => Buffer.from(bytes)),
  { maxLength: 8 },
);
const toBody = (chunks: Buffer[]): RequestBody => ({ chunks, length: sumLengths(chunks) });

it('finds bytes wherever the pieces of a body are cut, and nothing past the given places', () => {
  fc.assert(
    fc.property(
      anyChunks,
      fc.uint8Array({ minLength: 1, maxLength: 4, max: 2 }),
      fc.nat(12),
      fc.nat(24),
      (chunks, wanted, from, to) => {
        const body = toBody(chunks);
        const whole = Buffer.concat(chunks);
        const start = Math.min(from, whole.length);
        const end = Math.max(start, Math.min(to, whole.length));
        const at = whole.subarray(start, end).indexOf(wanted);
        expect(findInBody(body, Buffer.from(wanted), start, end)).toBe(at === -1 ? -1 : start + at);
      },
    ),
    { numRuns: 2000 },
  );
});
