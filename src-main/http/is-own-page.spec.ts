import { expect, it } from 'vitest';
import { isOwnPage } from './is-own-page';

const host = '127.0.0.1:8080';

it.each<[string, Record<string, string>, boolean]>([
  ['GET', {}, true],
  ['GET', { 'sec-fetch-site': 'none' }, true],
  ['GET', { 'sec-fetch-site': 'same-origin' }, true],
  ['GET', { 'sec-fetch-site': 'same-site' }, false],
  ['GET', { 'sec-fetch-site': 'cross-site' }, false],
  ['GET', { origin: 'http://127.0.0.1:3000' }, false],
  ['POST', { origin: `http://${host}` }, true],
  // A proxy in front adds TLS.
  ['POST', { origin: `https://${host}` }, true],
  ['POST', { 'sec-fetch-site': 'same-origin' }, true],
  ['POST', {}, false],
  ['POST', { 'sec-fetch-site': 'none' }, false],
  ['POST', { origin: 'null' }, false],
  ['POST', { origin: 'null', 'sec-fetch-site': 'same-origin' }, false],
  ['POST', { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-site' }, false],
  ['POST', { origin: `http://${host}.evil.example` }, false],
  ['DELETE', { 'sec-fetch-site': 'same-site' }, false],
  ['PATCH', {}, false],
  ['BREW', {}, false],
])('%s with %o: %s', (method, headers, expected) => {
  expect(isOwnPage(method, { host, ...headers })).toBe(expected);
});

it('has no page without a Host', () => {
  expect(isOwnPage('POST', { origin: 'http://undefined' })).toBe(false);
});
