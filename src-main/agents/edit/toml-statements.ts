import { FormatError, selectLine, type KeyPath } from './settings-format';

/** A line, or several, of a TOML document that says something. Offsets count characters. */
export type TomlStatement =
  | {
      readonly kind: 'table';
      readonly path: KeyPath;
      readonly isArray: boolean;
      readonly start: number;
      readonly end: number;
    }
  | {
      readonly kind: 'pair';
      /** With the path of the table it stands in. */
      readonly path: KeyPath;
      /** It stands in one of several tables of the same name, and is nobody's to change. */
      readonly inArray: boolean;
      readonly start: number;
      readonly valueStart: number;
      readonly valueEnd: number;
      readonly end: number;
    };

/** Where what stands in a valid TOML document. `end` is after the line break. */
export function listTomlStatements(text: string): TomlStatement[] {
  const statements: TomlStatement[] = [];
  let table: KeyPath = [];
  let inArray = false;
  let at = 0;
  while (at < text.length) {
    const start = at;
    at = skipBlank(text, at);
    const char = text[at];
    if (char === undefined) break;
    if (char === '\n' || char === '\r' || char === '#') {
      at = skipLine(text, at);
      continue;
    }
    if (char === '[') {
      const isArray = text.startsWith('[[', at);
      const key = readKey(text, at + (isArray ? 2 : 1));
      at = skipLine(text, key.end);
      table = key.path;
      inArray = isArray;
      statements.push({ kind: 'table', path: table, isArray, start, end: at });
      continue;
    }
    const key = readKey(text, at);
    const equals = skipBlank(text, key.end);
    if (text[equals] !== '=') throw new FormatError('unparsable', `line ${selectLine(text, equals)}`);
    const valueStart = skipBlank(text, equals + 1);
    const valueEnd = skipValue(text, valueStart);
    at = skipLine(text, valueEnd);
    statements.push({
      kind: 'pair',
      path: [...table, ...key.path],
      inArray,
      start,
      valueStart,
      valueEnd,
      end: at,
    });
  }
  return statements;
}

function skipBlank(text: string, at: number): number {
  let next = at;
  while (text[next] === ' ' || text[next] === '\t') next += 1;
  return next;
}

function skipLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline === -1 ? text.length : newline + 1;
}

function readKey(text: string, from: number): { path: KeyPath; end: number } {
  const path: string[] = [];
  let at = from;
  for (;;) {
    at = skipBlank(text, at);
    const quoted = text[at] === '"' || text[at] === "'";
    const end = quoted
      ? skipString(text, at)
      : at + (/^[\w-]+/.exec(text.slice(at, at + 256))?.[0].length ?? 0);
    if (end === at) throw new FormatError('unparsable', `line ${selectLine(text, at)}`);
    path.push(readKeyPart(text.slice(at, end)));
    at = skipBlank(text, end);
    if (text[at] !== '.') return { path, end: at };
    at += 1;
  }
}

function readKeyPart(part: string): string {
  if (part.startsWith("'")) return part.slice(1, -1);
  if (!part.startsWith('"')) return part;
  const named: unknown = JSON.parse(
    part.replaceAll(/\\U([0-9a-fA-F]{8})/g, (_, code: string) =>
      String.fromCodePoint(Number.parseInt(code, 16)),
    ),
  );
  return String(named);
}

/** After a string that begins here, of any of the four kinds. */
function skipString(text: string, at: number): number {
  const quote = text[at] ?? '';
  const isLong = text.startsWith(quote.repeat(3), at);
  const mark = isLong ? quote.repeat(3) : quote;
  let next = at + mark.length;
  while (next < text.length && !text.startsWith(mark, next))
    next += quote === '"' && text[next] === '\\' ? 2 : 1;
  next += mark.length;
  // Up to two quotes may stand before the three that end it.
  if (isLong) while (text[next] === quote) next += 1;
  return Math.min(next, text.length);
}

/** After a value, which may be an array or a table of several lines. */
function skipValue(text: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const char = text[at];
    if (char === '"' || char === "'") at = skipString(text, at);
    else if (char === '#' && depth > 0) at = skipLine(text, at);
    else if (depth === 0 && (char === '\n' || char === '#')) break;
    else {
      if (char === '[' || char === '{') depth += 1;
      if (char === ']' || char === '}') depth -= 1;
      at += 1;
    }
  }
  return text.slice(0, at).trimEnd().length;
}
