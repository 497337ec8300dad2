import { expect, it } from 'vitest';
import { createSessionCookie } from './session-cookie';

const ADMIN_TOKEN = 'rtxa_fake-admin-token-for-tests';
const cookie = createSessionCookie({ adminToken: ADMIN_TOKEN, instance: '/a' });

it('is kept from scripts and other sites', () => {
  expect(cookie.issue('S').split('; ').slice(1)).toEqual([
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
    'Max-Age=604800',
  ]);
  expect(cookie.withdraw()).toMatch(/^routex_session_\w{8}=; .*Max-Age=0$/);
});

it('has a name of its own for each Routex on a machine, whatever their ports', () => {
  const other = createSessionCookie({ adminToken: ADMIN_TOKEN, instance: '/b' });
  expect(other.name).not.toBe(cookie.name);
  expect(other.read(`${cookie.name}=S`)).toEqual([]);
  expect(createSessionCookie({ adminToken: ADMIN_TOKEN, instance: '/a' }).name).toBe(cookie.name);
});

it.each([
  [undefined, []],
  ['', []],
  ['other=1', []],
  [`x${cookie.name}=S`, []],
  [`${cookie.name}=`, []],
  [`a=b; ${cookie.name}=S; c=d`, ['S']],
  // Another program of this machine can put one of the same name before it.
  [`${cookie.name}=T;${cookie.name}=S`, ['T', 'S']],
  [Array.from({ length: 1000 }, () => `${cookie.name}=T`).join('; '), ['T', 'T', 'T', 'T']],
])('of %s reads %j', (header, secrets) => {
  expect(cookie.read(header)).toEqual(secrets);
});
