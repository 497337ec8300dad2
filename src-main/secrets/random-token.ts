import { randomInt } from 'node:crypto';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 40 × log2(62) ≈ 238 bits. */
const TOKEN_LENGTH = 40;

/** `randomInt` draws without bias, which a byte modulo 62 would not. */
export function createRandomToken(prefix: string): string {
  const characters = Array.from({ length: TOKEN_LENGTH }, () => BASE62.charAt(randomInt(BASE62.length)));
  return prefix + characters.join('');
}
