import { describe, expect, it } from 'vitest';
import { isLoopback } from '#main/core/is-loopback';
import { createTranslator } from '#shared/i18n/create-translator';
import { createCommandLine } from './command-line';
import { selectListen } from './select-listen';

const EN = { ...createTranslator('en'), ...createCommandLine({}) };

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.8.9.10', '::1', 'localhost', 'LOCALHOST'])('%s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each([
    '0.0.0.0',
    '::',
    '192.168.1.2',
    'fe80::1',
    'example.com',
    '127.0.0.1.example.com',
    '::ffff:10.0.0.1',
  ])('not %s', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});

describe('selectListen', () => {
  it('prefers the flags', () => {
    const settings = { host: '127.0.0.1', port: 8080 };
    expect(selectListen({}, settings, EN)).toEqual(settings);
    expect(selectListen({ host: '::1', port: 0 }, settings, EN)).toEqual({ host: '::1', port: 0 });
  });

  it('opens the network only by the flag', () => {
    const settings = { host: '0.0.0.0', port: 8080 };
    expect(() => selectListen({}, settings, EN)).toThrow('--host 0.0.0.0');
    expect(selectListen({ host: '0.0.0.0' }, settings, EN)).toEqual(settings);
  });
});
