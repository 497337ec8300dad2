import { randomFillSync } from 'node:crypto';

const RANDOM_BYTES = 10;
const POOL_BYTES = 4096 * RANDOM_BYTES;
const pool = Buffer.allocUnsafeSlow(POOL_BYTES);
let used = POOL_BYTES;

/**
 * A new id of 32 hex digits: 48 bits of time, 80 random ones. It begins with the time (as RFC 9562's version 7 does) because
 * the database keeps requests by id: what is added at the end of an index costs a tenth of what is added anywhere.
 *
 * @param now milliseconds since the epoch
 */
export function createRequestId(now: number): string {
  if (used === POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.toString('hex', used, used + RANDOM_BYTES);
  used += RANDOM_BYTES;
  return `req_${Math.trunc(now).toString(16).padStart(12, '0')}${random}`;
}
