import { randomBytes } from 'node:crypto';

/** What an id names shows in its first letters. */
export type IdPrefix = 'ch' | 'cr' | 'tk';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 12;

/** A new random id of 60 bits: lower case and without letters that are taken for others. */
export function createId(prefix: IdPrefix): string {
  const letters = Array.from(randomBytes(LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]);
  return `${prefix}_${letters.join('')}`;
}
