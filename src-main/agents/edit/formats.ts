import { DOTENV_FORMAT } from './dotenv-format';
import { JSON_FORMAT } from './json-format';
import type { SettingsFormat } from './settings-format';
import { TOML_FORMAT } from './toml-format';

export const FORMATS = {
  json: JSON_FORMAT,
  toml: TOML_FORMAT,
  dotenv: DOTENV_FORMAT,
} as const satisfies Readonly<Record<string, SettingsFormat>>;
export type FormatName = keyof typeof FORMATS;
