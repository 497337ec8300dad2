import { describe, expect, it } from 'vitest';
import { negotiateLocale, resolveLocale } from './resolve-locale';

describe('resolveLocale', () => {
  it.each([
    ['the setting wins over the environment', 'zh', { LANG: 'en_US.UTF-8' }, 'en-US', 'zh'],
    ['LANG', 'system', { LANG: 'zh_CN.UTF-8' }, 'en-US', 'zh'],
    ['LC_ALL wins over LANG', 'system', { LC_ALL: 'en_GB.UTF-8', LANG: 'zh_CN.UTF-8' }, 'zh-CN', 'en'],
    ['an empty variable does not count', 'system', { LC_ALL: '', LANG: 'zh_TW' }, 'en-US', 'zh'],
    ['LANGUAGE is a list', 'system', { LANGUAGE: 'fr:zh_CN:en', LANG: 'fr_FR.UTF-8' }, 'fr-FR', 'zh'],
    ['LANGUAGE does not count in the C locale', 'system', { LANGUAGE: 'zh', LC_ALL: 'C' }, 'zh-CN', 'en'],
    ['C.UTF-8 is the C locale', 'system', { LANG: 'C.UTF-8' }, 'zh-CN', 'en'],
    ['the system, without variables', 'system', {}, 'zh-Hans-CN', 'zh'],
    ['English for languages without texts', 'system', { LANG: 'de_DE.UTF-8' }, 'de-DE', 'en'],
  ] as const)('%s', (_, setting, env, systemLocale, expected) => {
    expect(resolveLocale({ setting, env, systemLocale })).toBe(expected);
  });
});

describe('negotiateLocale', () => {
  it.each([
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['en;q=0.5, zh;q=0.7', 'zh'],
    ['fr, de;q=0.9', 'en'],
    ['zh;q=0, en', 'en'],
    ['', 'en'],
    [undefined, 'en'],
  ])('%s → %s', (header, expected) => {
    expect(negotiateLocale(header)).toBe(expected);
  });
});
