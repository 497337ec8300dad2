import { readPlainNumber } from '../json/parse-lossless';
import { isRecord } from '../json/read';
import { JSON_CHARS_PER_TOKEN, weighText } from './weigh-text';

const QUOTES = 2;
const BRACKETS = 2;
const COLON = 1;

const countCommas = (members: number): number => Math.max(0, members - 1);

/**
 * About how many tokens a value is as JSON, without writing it. A stack of its own: a client's JSON may be nested deeper than
 * calls can be.
 */
export function weighJson(value: unknown): number {
  let tokens = 0;
  let signs = 0;
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'string') {
      signs += QUOTES;
      tokens += weighText(next, 'json');
    } else if (Array.isArray(next)) {
      signs += BRACKETS + countCommas(next.length);
      for (const item of next) open.push(item);
    } else if (isRecord(next)) {
      const members = Object.entries(next);
      signs += BRACKETS + countCommas(members.length);
      for (const [key, member] of members) {
        signs += QUOTES + COLON;
        tokens += weighText(key, 'json');
        open.push(member);
      }
    } else {
      signs += String(readPlainNumber(next)).length;
    }
  }
  return tokens + signs / JSON_CHARS_PER_TOKEN;
}
