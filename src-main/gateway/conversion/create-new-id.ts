import { randomFillSync } from 'node:crypto';
import type { NewId } from '../protocols/canonical/codec';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const POOL_BYTES = 4096;
const pool = Buffer.allocUnsafeSlow(POOL_BYTES);
let used = POOL_BYTES;

/** Random characters of base 62. They need to be different, not secret: 256 not being a multiple of 62 does not matter. */
export const newId: NewId = (length) => {
  let id = '';
  for (let count = 0; count < length; count += 1) {
    if (used === POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    id += ALPHABET[(pool[used] ?? 0) % ALPHABET.length];
    used += 1;
  }
  return id;
};
