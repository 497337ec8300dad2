import {
  FormatError,
  selectLine,
  selectLineEnding,
  type KeyPath,
  type SettingsFormat,
  type SettingValue,
} from './settings-format';

/** One assignment, over several lines where its value is quoted. */
const ASSIGNMENT =
  /^([ \t]*(?:export[ \t]+)?)([A-Za-z_][\w.-]*)([ \t]*=[ \t]*)("(?:\\[\s\S]|[^"\\])*"|'[^']*'|`[^`]*`|[^#\r\n]*?)?(?=[ \t]*(?:#[^\r\n]*)?(?:\r?$))/gm;

interface Assignment {
  readonly start: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly name: string;
}

/** `NAME=value` lines. Of several for one name the last counts, as their readers have it. */
export const DOTENV_FORMAT: SettingsFormat = {
  blank: '',
  find(text, path) {
    const found = findLast(text, path);
    if (found === null) return null;
    const source = text.slice(found.valueStart, found.valueEnd);
    return { value: readValue(source), source };
  },
  set: (text, path, value) => place(text, path, writeValue(value)),
  restore: place,
  remove(text, path) {
    const found = findLast(text, path);
    if (found === null) return text;
    const newline = text.indexOf('\n', found.valueEnd);
    return text.slice(0, found.start) + (newline === -1 ? '' : text.slice(newline + 1));
  },
};

function place(text: string, path: KeyPath, source: string): string {
  const found = findLast(text, path);
  if (found !== null) return text.slice(0, found.valueStart) + source + text.slice(found.valueEnd);
  const eol = selectLineEnding(text);
  const joint = text === '' || text.endsWith('\n') ? '' : eol;
  return `${text}${joint}${selectName(path)}=${source}${eol}`;
}

function writeValue(value: SettingValue): string {
  if (typeof value !== 'string') throw new FormatError('unexpected_shape', 'a value that is no text');
  return /^[\w./:@%+,-]*$/.test(value) ? value : `"${value.replaceAll(/(["\\])/g, '\\$1')}"`;
}

function selectName(path: KeyPath): string {
  const [name, ...rest] = path;
  if (name === undefined || rest.length > 0) throw new FormatError('unexpected_shape', path.join('.'));
  return name;
}

function findLast(text: string, path: KeyPath): Assignment | null {
  const name = selectName(path);
  if (text.includes('\0'))
    throw new FormatError('unparsable', `line ${selectLine(text, text.indexOf('\0'))}`);
  let last: Assignment | null = null;
  for (const match of text.matchAll(ASSIGNMENT)) {
    const [, lead = '', found = '', equals = '', value = ''] = match;
    if (found !== name) continue;
    const valueStart = match.index + lead.length + found.length + equals.length;
    last = { start: match.index, valueStart, valueEnd: valueStart + value.length, name };
  }
  return last;
}

function readValue(source: string): string {
  const quote = source[0];
  if (source.length < 2 || source.at(-1) !== quote || !/["'`]/.test(quote ?? '')) return source.trim();
  const inner = source.slice(1, -1);
  return quote === '"' ? inner.replaceAll(/\\(["\\])/g, '$1') : inner;
}
