import { encodeUtf8 } from './encode-utf8';
import { isRecord } from './read';

/** Text up to about this size is made where memory is cheap; longer text V8 copies again and again while it grows. */
const PIECE_CHARS = 4 * 1024;

/**
 * A value as `JSON.stringify` writes it, in UTF-8. Members of an object that are arrays are written item by item: a conversation
 * of 200 KB in one go takes four times as long.
 */
export function encodeJson(value: unknown): Buffer {
  if (!isRecord(value)) return encodeUtf8(JSON.stringify(value));
  const pieces: Buffer[] = [];
  let text = '';

  function add(more: string): void {
    text += more;
    if (text.length < PIECE_CHARS) return;
    pieces.push(encodeUtf8(text));
    text = '';
  }

  function addItems(items: readonly unknown[]): void {
    let separator = '[';
    for (const item of items) {
      add(separator + stringify(item));
      separator = ',';
    }
    text += items.length === 0 ? '[]' : ']';
  }

  let separator = '{';
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    text += `${separator}${JSON.stringify(name)}:`;
    separator = ',';
    if (Array.isArray(member)) addItems(member);
    else add(JSON.stringify(member));
  }
  text += separator === '{' ? '{}' : '}';
  const last = encodeUtf8(text);
  return pieces.length === 0 ? last : Buffer.concat([...pieces, last]);
}

/** What has no JSON is null within an array. */
function stringify(item: unknown): string {
  return item === undefined ? 'null' : JSON.stringify(item);
}
