import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ReadStream, WriteStream } from 'node:tty';
import { resolveDataDirectory } from '#main/data-directory/resolve-data-directory';
import { createSettingsStore } from '#main/data-directory/settings-store';
import type { Settings } from '#shared/domain/settings';
import { createTranslator, type Translator } from '#shared/i18n/create-translator';
import { resolveLocale } from '#shared/i18n/resolve-locale';
import { version } from '../../package.json';
import { createCommandLine, type CommandLine } from './command-line';

export interface CliContext extends Translator, CommandLine {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The data directory, which need not exist yet. */
  readonly directory: string;
  readonly version: string;
  readonly stdin: ReadStream;
  readonly stderr: WriteStream;
  /** A line on standard output: what the command was asked for. */
  print(line: string): void;
  printJson(value: unknown): void;
  /** A line on standard error: what a person should know and a script need not read. */
  note(line: string): void;
}

export function createCliContext(process: NodeJS.Process): CliContext {
  const { env, stdin, stdout, stderr } = process;
  const directory = resolveDataDirectory(env, process.platform, homedir());
  const locale = resolveLocale({
    setting: loadLanguage(directory),
    env,
    systemLocale: Intl.DateTimeFormat().resolvedOptions().locale,
  });
  return {
    ...createTranslator(locale),
    ...createCommandLine(env),
    env,
    directory,
    version,
    stdin,
    stderr,
    print: (line) => void stdout.write(`${line}\n`),
    printJson: (value) => void stdout.write(`${JSON.stringify(value)}\n`),
    note: (line) => void stderr.write(`${line}\n`),
  };
}

/** Which language to speak must not create a data directory, nor fail on a damaged file: the command itself will. */
function loadLanguage(directory: string): Settings['language'] {
  if (!existsSync(join(directory, 'config.json'))) return 'system';
  try {
    return createSettingsStore({ directory }).get().language;
  } catch {
    return 'system';
  }
}
