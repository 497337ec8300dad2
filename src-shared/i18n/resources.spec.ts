import { describe, expect, it } from 'vitest';
import { createTranslator } from './create-translator';
import { RESOURCES, SUPPORTED_LOCALES, type Locale } from './resources';

const PLURAL_FORM = /_(zero|one|two|few|many|other)$/;

/** Every text by its path, with plural forms under one path. */
function collectTexts(tree: object, path = ''): Map<string, string[]> {
  const texts = new Map<string, string[]>();
  for (const [key, value] of Object.entries(tree)) {
    const entries =
      typeof value === 'string'
        ? [[`${path}${key}`.replace(PLURAL_FORM, ''), [value]] as const]
        : collectTexts(value as object, `${path}${key}.`);
    for (const [name, found] of entries) texts.set(name, [...(texts.get(name) ?? []), ...found]);
  }
  return texts;
}

function placeholders(texts: readonly string[]): string[] {
  const names = texts.flatMap((text) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? ''));
  return [...new Set(names)].toSorted();
}

function placeholdersByKey(texts: ReadonlyMap<string, readonly string[]>): Record<string, string[]> {
  return Object.fromEntries([...texts].map(([key, forms]) => [key, placeholders(forms)]));
}

const english = collectTexts(RESOURCES.en);

describe.each(SUPPORTED_LOCALES.filter((locale) => locale !== 'en'))('%s', (locale: Locale) => {
  const texts = collectTexts(RESOURCES[locale]);

  it('has exactly the English keys', () => {
    expect([...texts.keys()].toSorted()).toEqual([...english.keys()].toSorted());
  });

  it('has the English placeholders in every text', () => {
    expect(placeholdersByKey(texts)).toEqual(placeholdersByKey(english));
  });
});

describe.each(SUPPORTED_LOCALES)('every text of %s', (locale) => {
  it('is not empty and no placeholder is malformed', () => {
    const broken = [...collectTexts(RESOURCES[locale])].filter(([, forms]) =>
      forms.some((text) => text.trim() === '' || /[{}]{2}/.test(text.replace(/\{\{\w+\}\}/g, ''))),
    );
    expect(broken).toEqual([]);
  });
});

describe('createTranslator', () => {
  it('chooses the plural form', () => {
    const en = createTranslator('en');
    expect(en.t('cli.serve.draining', { count: 1 })).not.toBe(en.t('cli.serve.draining', { count: 2 }));
    expect(createTranslator('zh').t('cli.serve.draining', { count: 1 })).toContain('1');
  });

  it('inserts values as they are', () => {
    const text = createTranslator('en').t('errors.NOT_FOUND.channel', { id: `<a href="x">&'</a>` });
    expect(text).toContain(`<a href="x">&'</a>`);
  });

  it('keeps languages apart', () => {
    const zh = createTranslator('zh');
    createTranslator('en');
    expect(zh.t('dashboard.running')).toBe(RESOURCES.zh.dashboard.running);
  });

  it('refuses an unknown key when it is compiled', () => {
    // @ts-expect-error there is no such text
    expect(createTranslator('en').t('cli.noSuchText')).toBe('cli.noSuchText');
  });
});
