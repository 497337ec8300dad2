import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { SUPPORTED_LOCALES, type Locale } from '#shared/i18n/supported-locales';
import en from './locales-en';
import zh from './locales-zh';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof en;
    enableSelector: false;
  }
}

const STORED = 'routex.language';

/** The language chosen in this browser, else the one the browser asks for. */
export function selectLanguage(): Locale {
  const wanted = [localStorage.getItem(STORED) ?? '', ...navigator.languages];
  const tags = wanted.map((tag) => tag.toLowerCase().split('-', 1)[0]);
  return SUPPORTED_LOCALES.find((locale) => locale === tags.find((tag) => isSupported(tag))) ?? 'en';
}

function isSupported(tag: string | undefined): tag is Locale {
  return (SUPPORTED_LOCALES as readonly (string | undefined)[]).includes(tag);
}

/** Switches at once, and for the next visit. */
export async function changeLanguage(language: Locale): Promise<void> {
  localStorage.setItem(STORED, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export async function startI18n(): Promise<void> {
  const language = selectLanguage();
  document.documentElement.lang = language;
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: 'common',
    resources: { en, zh },
    interpolation: { escapeValue: false },
  });
}
