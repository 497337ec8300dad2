import { createInstance } from 'i18next';
import { RESOURCES, SUPPORTED_LOCALES, type Locale, type TranslationKey } from './resources';

/** Values for a text's placeholders; `count` also chooses the plural form. */
export type TranslationValues = Readonly<Record<string, string | number>>;

/** Gives a text in one language. Values are inserted as they are: whoever writes HTML escapes the result. */
export type Translate = (key: TranslationKey, values?: TranslationValues) => string;

export interface Translator {
  readonly locale: Locale;
  readonly t: Translate;
}

const NAMESPACE = 'routex';

export function createTranslator(locale: Locale): Translator {
  const instance = createInstance();
  // Resources are at hand, so this completes before it returns.
  void instance.init({
    lng: locale,
    fallbackLng: false,
    supportedLngs: SUPPORTED_LOCALES,
    initAsync: false,
    resources: Object.fromEntries(
      SUPPORTED_LOCALES.map((supported) => [supported, { [NAMESPACE]: RESOURCES[supported] }]),
    ),
    ns: NAMESPACE,
    defaultNS: NAMESPACE,
    nsSeparator: false,
    interpolation: { escapeValue: false },
  });
  return { locale, t: (key, values = {}) => instance.t(key, values) };
}
