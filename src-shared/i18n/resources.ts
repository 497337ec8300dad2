import enCli from '../../locales/en/cli.json';
import enDashboard from '../../locales/en/dashboard.json';
import enErrors from '../../locales/en/errors.json';
import zhCli from '../../locales/zh/cli.json';
import zhDashboard from '../../locales/zh/dashboard.json';
import zhErrors from '../../locales/zh/errors.json';

export { SUPPORTED_LOCALES, type Locale } from './supported-locales';

const en = { cli: enCli, dashboard: enDashboard, errors: enErrors };
const zh = { cli: zhCli, dashboard: zhDashboard, errors: zhErrors };

export const RESOURCES = { en, zh } as const;

type LeafPath<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? Key : `${Key}.${LeafPath<Tree[Key]>}`;
}[keyof Tree & string];

type WithoutPluralForm<Path extends string> = Path extends `${infer Base}_${'one' | 'other'}` ? Base : Path;

/** A text's place in `locales/`, such as `cli.serve.listening`; plural forms count as one text. */
export type TranslationKey = WithoutPluralForm<LeafPath<typeof en>>;
