import type { SetupProblem } from '../setup-error';

/** From the document's root inwards. */
export type KeyPath = readonly string[];

export type SettingValue =
  string | number | boolean | null | readonly SettingValue[] | { readonly [key: string]: SettingValue };

/** A value as the file holds it: what it means, and its source text. */
export interface FoundSetting {
  readonly value: unknown;
  readonly source: string;
}

/**
 * A language of settings files, over text without its byte order mark. Each change touches the characters of one key and
 * its separator, and nothing else.
 * @throws {FormatError} where the text is not valid, or a key cannot be told apart
 */
export interface SettingsFormat {
  /** What a missing or blank file means. */
  readonly blank: string;
  find(text: string, path: KeyPath): FoundSetting | null;
  set(text: string, path: KeyPath, value: SettingValue): string;
  /** The same with the source text that `find` gave for it. */
  restore(text: string, path: KeyPath, source: string): string;
  remove(text: string, path: KeyPath): string;
}

export class FormatError extends Error {
  override readonly name = 'FormatError';
  readonly code: SetupProblem;
  /** Such as `line 4`, or the key in question. */
  readonly where: string;

  constructor(
    code: Extract<SetupProblem, 'unparsable' | 'duplicate_key' | 'unexpected_shape'>,
    where: string,
  ) {
    super(`${code} at ${where}`);
    this.code = code;
    this.where = where;
  }
}

/** The 1-based line of an offset. */
export function selectLine(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** The line ending of most lines; of the platform-independent kind where there is none. */
export function selectLineEnding(text: string): '\n' | '\r\n' {
  const all = text.split('\n').length - 1;
  const windows = text.split('\r\n').length - 1;
  return windows * 2 > all ? '\r\n' : '\n';
}
