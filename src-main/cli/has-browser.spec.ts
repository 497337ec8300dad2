import { expect, it } from 'vitest';
import { hasBrowser } from './has-browser';

it.each<[NodeJS.Platform, Record<string, string>, boolean]>([
  ['darwin', {}, true],
  ['win32', {}, true],
  ['linux', {}, false],
  ['linux', { DISPLAY: ':0' }, true],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
  ['linux', { WSL_DISTRO_NAME: 'Debian' }, true],
  ['linux', { DISPLAY: '' }, false],
  // The browser would open on the other machine, or nowhere.
  ['linux', { DISPLAY: 'localhost:10.0', SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22' }, false],
  ['darwin', { SSH_TTY: '/dev/ttys001' }, false],
  ['darwin', { BROWSER: 'none' }, false],
])('on %s with %o: %s', (platform, env, expected) => {
  expect(hasBrowser(env, platform)).toBe(expected);
});
