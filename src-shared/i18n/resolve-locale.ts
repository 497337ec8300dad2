import { SUPPORTED_LOCALES, type Locale } from './resources';

const DEFAULT_LOCALE: Locale = 'en';

/** The supported locale a language tag (`zh-Hans-CN`, `zh_CN.UTF-8`) belongs to, or null. */
function matchLocale(tag: string): Locale | null {
  const language = tag
    .trim()
    .toLowerCase()
    .split(/[-_.@]/, 1)[0];
  return SUPPORTED_LOCALES.find((locale) => locale === language) ?? null;
}

/** The first tag that is supported; English when there are only others. */
function selectLocale(tags: readonly string[]): Locale {
  for (const tag of tags) {
    const locale = matchLocale(tag);
    if (locale !== null) return locale;
  }
  return DEFAULT_LOCALE;
}

/**
 * The language to speak: the setting, else what the environment asks for as gettext reads it (`LANGUAGE` is a list and
 * counts only beside a real locale), else the system's.
 */
export function resolveLocale(options: {
  setting: Locale | 'system';
  env: Readonly<Record<string, string | undefined>>;
  systemLocale: string;
}): Locale {
  if (options.setting !== 'system') return options.setting;
  const { LANGUAGE, LC_ALL, LC_MESSAGES, LANG } = options.env;
  const posixLocale = [LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== '');
  const isPlainC = posixLocale !== undefined && /^(c|posix)\b/i.test(posixLocale);
  if (isPlainC) return DEFAULT_LOCALE;
  if (LANGUAGE !== undefined && LANGUAGE !== '') return selectLocale(LANGUAGE.split(':'));
  return selectLocale([posixLocale ?? options.systemLocale]);
}

/** The language a browser asks for in `Accept-Language`, by its weights. */
export function negotiateLocale(acceptLanguage: string | undefined): Locale {
  const ranges = (acceptLanguage ?? '').split(',').map((range) => {
    const [tag = '', ...parameters] = range.split(';');
    const quality = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/i.exec(parameter)?.[1]).find(Boolean);
    return { tag, quality: quality === undefined ? 1 : Number(quality) };
  });
  const wanted = ranges.filter(({ quality }) => quality > 0).toSorted((a, b) => b.quality - a.quality);
  return selectLocale(wanted.map(({ tag }) => tag));
}
