import { isKeptNumber, keepsNumbers, readPlainNumber } from './parse-lossless';

/** A stack of its own: JSON that a client sent may be nested deeper than calls can be. */
function holdsKeptNumber(value: unknown): boolean {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (isKeptNumber(next)) return true;
    for (const member of Array.isArray(next) ? next : Object.values(next)) {
      if (typeof member === 'object') open.push(member);
    }
  }
  return false;
}

function replace(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isKeptNumber(value)) return readPlainNumber(value);
  if (Array.isArray(value)) return value.map(replace);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, replace(member)]));
}

/**
 * The value with plain numbers for those that `parseLossless` kept, which no other thread can be given. What holds none
 * comes back itself.
 *
 * @param value of JSON's types only
 */
export function replaceKeptNumbers<Value>(value: Value): Value {
  return keepsNumbers() && holdsKeptNumber(value) ? (replace(value) as Value) : value;
}
