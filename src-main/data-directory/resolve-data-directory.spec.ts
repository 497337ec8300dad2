import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveDataDirectory } from './resolve-data-directory';

describe('resolveDataDirectory', () => {
  it.for([
    ['linux', {}, '/home/u', '/home/u/.config/routex'],
    ['linux', { XDG_CONFIG_HOME: '/xdg' }, '/home/u', '/xdg/routex'],
    ['linux', { XDG_CONFIG_HOME: 'relative' }, '/home/u', '/home/u/.config/routex'],
    ['linux', { XDG_CONFIG_HOME: '' }, '/home/u', '/home/u/.config/routex'],
    ['freebsd', {}, '/home/u', '/home/u/.config/routex'],
    ['darwin', { XDG_CONFIG_HOME: '/xdg' }, '/Users/u', '/Users/u/Library/Application Support/routex'],
    ['win32', { APPDATA: 'D:\\Roaming' }, 'C:\\Users\\u', 'D:\\Roaming\\routex'],
    ['win32', {}, 'C:\\Users\\u', 'C:\\Users\\u\\AppData\\Roaming\\routex'],
    ['linux', { ROUTEX_HOME: '/data', XDG_CONFIG_HOME: '/xdg' }, '/home/u', '/data'],
    ['darwin', { ROUTEX_HOME: '/data/../srv' }, '/Users/u', '/srv'],
    ['win32', { ROUTEX_HOME: 'E:\\routex', APPDATA: 'D:\\Roaming' }, 'C:\\Users\\u', 'E:\\routex'],
    ['linux', { ROUTEX_HOME: '' }, '/home/u', '/home/u/.config/routex'],
  ] as const)('%s with %o', ([platform, env, homedir, expected]) => {
    expect(resolveDataDirectory(env, platform, homedir)).toBe(expected);
  });

  it.skipIf(process.platform === 'win32')('makes a relative ROUTEX_HOME absolute', () => {
    expect(resolveDataDirectory({ ROUTEX_HOME: 'here' }, 'linux', '/home/u')).toBe(resolve('here'));
  });
});
