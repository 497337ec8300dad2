import { expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from './request-cursor';

it.each([
  { startedAt: 1_795_000_000_000.125, id: 'req_0123456789abcdef' },
  { startedAt: 0, id: 'ü"\\' },
])('comes back as %j', (position) => {
  const cursor = encodeCursor(position);
  expect(cursor).toMatch(/^[\w-]+$/);
  expect(decodeCursor(cursor)).toEqual(position);
});

const VALID = encodeCursor({ startedAt: 5, id: 'req_1' });
const encode = (content: string) => Buffer.from(content).toString('base64url');

it.each([
  ['nothing', ''],
  ['no base64', '!!!'],
  ['no JSON', encode('nonsense')],
  ['another shape', encode('{"startedAt":5,"id":"req_1"}')],
  ['no time', encode('["5","req_1"]')],
  ['no number', encode('[null,"req_1"]')],
  ['a number beyond all', encode('[1e999,"req_1"]')],
  ['no id', encode('[5,""]')],
  ['more', encode('[5,"req_1",1]')],
  ['a cut cursor', VALID.slice(0, -1)],
  ['a padded cursor', `${VALID}==`],
  ['a cursor with spaces in it', `${VALID.slice(0, 4)} ${VALID.slice(4)}`],
])('refuses %s', (_, cursor) => {
  expect(decodeCursor(cursor)).toBeNull();
});
