import { getNodeValue, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import {
  FormatError,
  selectLine,
  selectLineEnding,
  type KeyPath,
  type SettingsFormat,
  type SettingValue,
} from './settings-format';

const OPTIONS = { allowTrailingComma: true, disallowComments: false };
const DEFAULT_INDENT = '  ';

/** JSON as agents take it: with comments and trailing commas, where they were put. */
export const JSON_FORMAT: SettingsFormat = {
  blank: '{}\n',
  find(text, path) {
    const node = findNode(text, path);
    if (node === null) return null;
    return { value: selectNodeValue(node), source: text.slice(node.offset, node.offset + node.length) };
  },
  set: (text, path, value) =>
    place(text, path, (parent, missing) => writeAtDepth(text, parent, missing, value)),
  restore: (text, path, source) => place(text, path, () => source),
  remove(text, path) {
    const parent = findNode(text, path.slice(0, -1));
    const property = parent === null ? undefined : selectProperty(parent, path.at(-1) ?? '', text);
    return parent === null || property === undefined ? text : removeProperty(text, parent, property);
  },
};

/** Its objects have no prototype, and would equal no other object. */
const selectNodeValue = (node: Node): unknown => structuredClone(getNodeValue(node));

function place(text: string, path: KeyPath, write: (parent: Node, missing: KeyPath) => string): string {
  const { parent, rest } = descend(parseRoot(text), path, text);
  const [key = '', ...missing] = rest;
  const value = write(parent, missing);
  const present = selectProperty(parent, key, text)?.children?.[1];
  if (present === undefined) return insertProperty(text, parent, key, value);
  return text.slice(0, present.offset) + value + text.slice(present.offset + present.length);
}

function parseRoot(text: string): Node {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, OPTIONS);
  const [first] = errors;
  if (first !== undefined)
    throw new FormatError(
      'unparsable',
      `line ${selectLine(text, first.offset)}, ${printParseErrorCode(first.error)}`,
    );
  if (root?.type !== 'object') throw new FormatError('unexpected_shape', 'line 1');
  return root;
}

function findNode(text: string, path: KeyPath): Node | null {
  let node = parseRoot(text);
  for (const key of path) {
    if (node.type !== 'object') throw new FormatError('unexpected_shape', path.join('.'));
    const value = selectProperty(node, key, text)?.children?.[1];
    if (value === undefined) return null;
    node = value;
  }
  return node;
}

/** The innermost object of the path that is there, and the keys from there on. */
function descend(root: Node, path: KeyPath, text: string): { parent: Node; rest: KeyPath } {
  let parent = root;
  for (const [index, key] of path.slice(0, -1).entries()) {
    const value = selectProperty(parent, key, text)?.children?.[1];
    if (value === undefined) return { parent, rest: path.slice(index) };
    if (value.type !== 'object')
      throw new FormatError('unexpected_shape', path.slice(0, index + 1).join('.'));
    parent = value;
  }
  return { parent, rest: path.slice(-1) };
}

/** Programs disagree on which of two equal keys counts, so neither is changed. */
function selectProperty(object: Node, key: string, text: string): Node | undefined {
  const found = (object.children ?? []).filter((property) => property.children?.[0]?.value === key);
  const [first, second] = found;
  if (second !== undefined)
    throw new FormatError('duplicate_key', `${key}, line ${selectLine(text, second.offset)}`);
  return first;
}

const isMultiline = (text: string, node: Node): boolean =>
  text.slice(node.offset, node.offset + node.length).includes('\n');

/** The white space a line begins with, up to an offset that is its first other character; null where it is not. */
function selectIndent(text: string, offset: number): string | null {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*$/.test(line) ? line : null;
}

function selectLineIndent(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))?.[0] ?? '';
}

/** How much one level is indented, as the document itself does it. */
function selectIndentUnit(text: string): string {
  const found = /\n([ \t]+)["}\]]/.exec(text)?.[1];
  return found === undefined ? DEFAULT_INDENT : found.startsWith('\t') ? '\t' : found;
}

function selectPropertyIndent(text: string, object: Node): string {
  const [first] = object.children ?? [];
  const own = first === undefined ? null : selectIndent(text, first.offset);
  return own ?? selectLineIndent(text, object.offset) + selectIndentUnit(text);
}

/** A value at its depth in the document, in an object for each key that was missing too. */
function writeAtDepth(text: string, parent: Node, missing: KeyPath, value: SettingValue): string {
  const whole = missing.reduceRight<SettingValue>((inner, key) => ({ [key]: inner }), value);
  const written = JSON.stringify(whole, null, selectIndentUnit(text));
  const indent = selectPropertyIndent(text, parent);
  return written.split('\n').join(`${selectLineEnding(text)}${indent}`);
}

function insertProperty(text: string, object: Node, key: string, value: string): string {
  const written = `${JSON.stringify(key)}: ${value}`;
  const eol = selectLineEnding(text);
  const close = object.offset + object.length - 1;
  const last = object.children?.at(-1);
  if (last === undefined && !isMultiline(text, object)) {
    const indent = selectPropertyIndent(text, object);
    const inner = `${eol}${indent}${written}${eol}${selectLineIndent(text, object.offset)}`;
    return `${text.slice(0, close).trimEnd()}${inner}${text.slice(close)}`;
  }
  const contentEnd = text.slice(0, close).trimEnd().length;
  if (last === undefined)
    return `${text.slice(0, contentEnd)}${eol}${selectPropertyIndent(text, object)}${written}${text.slice(contentEnd)}`;
  const lastEnd = last.offset + last.length;
  const comma = findComma(text, lastEnd);
  const separated =
    comma === null
      ? `${text.slice(0, lastEnd)},${text.slice(lastEnd, contentEnd)}`
      : text.slice(0, contentEnd);
  const gap = isMultiline(text, object) ? `${eol}${selectPropertyIndent(text, object)}` : ' ';
  return `${separated}${gap}${written}${comma === null ? '' : ','}${text.slice(contentEnd)}`;
}

function removeProperty(text: string, object: Node, property: Node): string {
  const end = property.offset + property.length;
  const comma = findComma(text, end);
  const siblings = object.children ?? [];
  const before = siblings[siblings.indexOf(property) - 1];
  // The last one takes the comma before it along: without trailing commas it would be one.
  const previousComma =
    comma === null && before !== undefined ? findComma(text, before.offset + before.length) : null;
  let head = text.slice(0, property.offset);
  if (previousComma !== null) head = head.slice(0, previousComma) + head.slice(previousComma + 1);
  let tail = comma === null ? text.slice(end) : text.slice(end, comma) + text.slice(comma + 1);
  const restOfLine = /^[ \t]*(\r?\n|$)/.exec(tail);
  const indent = selectIndent(head, head.length);
  if (indent !== null && restOfLine !== null) {
    head = head.slice(0, head.length - indent.length);
    tail = tail.slice(restOfLine[0].length);
  } else if (indent === null) {
    head = head.replace(/[ \t]+$/, '');
    if (before === undefined) tail = tail.replace(/^[ \t]+/, '');
  }
  return head + tail;
}

/** The comma that follows, behind comments and white space. */
function findComma(text: string, from: number): number | null {
  const trivia = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
  trivia.lastIndex = from;
  const at = from + (trivia.exec(text)?.[0].length ?? 0);
  return text[at] === ',' ? at : null;
}
