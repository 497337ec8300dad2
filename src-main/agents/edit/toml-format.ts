import { isDeepStrictEqual } from 'node:util';
import { parse, TomlError } from 'smol-toml';
import {
  FormatError,
  selectLineEnding,
  type KeyPath,
  type SettingsFormat,
  type SettingValue,
} from './settings-format';
import { listTomlStatements, type TomlStatement } from './toml-statements';

type Pair = Extract<TomlStatement, { kind: 'pair' }>;

/** TOML. Tables of several on one path and inline tables are read and never changed. */
export const TOML_FORMAT: SettingsFormat = {
  blank: '',
  find(text, path) {
    const value = selectValue(parseToml(text), path);
    if (value === undefined) return null;
    const pair = findPair(text, path);
    return { value, source: pair === null ? '' : text.slice(pair.valueStart, pair.valueEnd) };
  },
  set: (text, path, value) => place(text, path, writeValue(value)),
  restore: place,
  remove(text, path) {
    const pair = findPair(text, path);
    if (pair !== null) return check(text, text.slice(0, pair.start) + text.slice(pair.end), path);
    const value = selectValue(parseToml(text), path);
    if (value === undefined) return text;
    const header = findTable(text, path);
    if (header === null || !isDeepStrictEqual(value, {}))
      throw new FormatError('unexpected_shape', path.join('.'));
    const head = text.slice(0, header.start);
    const tail = text.slice(header.end);
    // The empty line that `insertPair` put before it.
    return check(text, (tail.trim() === '' ? head.replace(/(\n)\r?\n$/, '$1') : head) + tail, path);
  },
};

function place(text: string, path: KeyPath, source: string): string {
  const present = selectValue(parseToml(text), path);
  const pair = findPair(text, path);
  if (present !== undefined && pair === null) throw new FormatError('unexpected_shape', path.join('.'));
  const changed =
    pair === null
      ? insertPair(text, path, source)
      : text.slice(0, pair.valueStart) + source + text.slice(pair.valueEnd);
  return check(text, changed, path);
}

function parseToml(text: string): Record<string, unknown> {
  try {
    // Its tables have no prototype, and would equal no other object.
    return structuredClone(parse(text, { integersAsBigInt: 'asNeeded' }));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new FormatError('unparsable', `line ${error.line}`);
  }
}

function selectValue(root: unknown, path: KeyPath): unknown {
  let value = root;
  for (const key of path) {
    if (value === undefined) return undefined;
    if (!isTable(value)) throw new FormatError('unexpected_shape', path.join('.'));
    value = Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function findPair(text: string, path: KeyPath): Pair | null {
  const found = listTomlStatements(text).find(
    (statement): statement is Pair =>
      statement.kind === 'pair' && !statement.inArray && isDeepStrictEqual(statement.path, path),
  );
  return found ?? null;
}

function findTable(text: string, path: KeyPath): TomlStatement | null {
  const found = listTomlStatements(text).find(
    (statement) =>
      statement.kind === 'table' && !statement.isArray && isDeepStrictEqual(statement.path, path),
  );
  return found ?? null;
}

/** Into its table after what is in it, or in a new one at the end. */
function insertPair(text: string, path: KeyPath, source: string): string {
  const eol = selectLineEnding(text);
  const table = path.slice(0, -1);
  const line = `${writeKey(path.at(-1) ?? '')} = ${source}${eol}`;
  const statements = listTomlStatements(text);
  const header = findTable(text, table);
  if (table.length > 0 && header === null) {
    const joint = text === '' ? '' : text.endsWith('\n') ? eol : `${eol}${eol}`;
    return `${text}${joint}[${table.map(writeKey).join('.')}]${eol}${line}`;
  }
  const from = header === null ? 0 : statements.findIndex(({ start }) => start === header.start) + 1;
  const next = statements.findIndex(({ kind }, index) => index >= from && kind === 'table');
  const last = statements.slice(from, next === -1 ? undefined : next).at(-1) ?? header;
  const at = last?.end ?? 0;
  const joint = at > 0 && text[at - 1] !== '\n' ? eol : '';
  return `${text.slice(0, at)}${joint}${line}${text.slice(at)}`;
}

/** TOML has many ways to say a thing; a change that means more than its key is not made. */
function check(before: string, after: string, path: KeyPath): string {
  const rest = (text: string): unknown => withoutPath(parseToml(text), path);
  if (!isDeepStrictEqual(rest(before), rest(after)))
    throw new FormatError('unexpected_shape', path.join('.'));
  return after;
}

/** Tables left empty count as not there. */
function withoutPath(value: unknown, [key, ...rest]: KeyPath): unknown {
  if (!isTable(value) || key === undefined) return value;
  const { [key]: inner, ...others } = value;
  if (rest.length === 0 || inner === undefined) return others;
  const remaining = withoutPath(inner, rest);
  return isTable(remaining) && Object.keys(remaining).length === 0 ? others : { ...others, [key]: remaining };
}

const writeKey = (key: string): string => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key));

function writeValue(value: SettingValue): string {
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  // TOML's basic strings take the escapes of JSON.
  if (typeof value === 'string') return JSON.stringify(value);
  if (value !== null && isTable(value)) {
    const entries = Object.entries(value).map(([key, inner]) => `${writeKey(key)} = ${writeValue(inner)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  if (Array.isArray(value)) return `[${value.map((item: SettingValue) => writeValue(item)).join(', ')}]`;
  throw new FormatError('unexpected_shape', 'null');
}
