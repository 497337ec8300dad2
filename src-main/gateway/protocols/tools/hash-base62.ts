import { createHash } from 'node:crypto';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** SHA-256 of `text` in base 62: the same text gives the same 40 characters or more, so prompt caches keep matching. */
export function hashBase62(text: string): string {
  let value = BigInt(`0x${createHash('sha256').update(text).digest('hex')}`);
  let digits = '';
  while (value > 0n) {
    digits += DIGITS[Number(value % 62n)] ?? '';
    value /= 62n;
  }
  return digits.padEnd(40, '0');
}
