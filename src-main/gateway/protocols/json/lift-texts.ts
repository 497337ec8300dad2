import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { ProtocolId } from '#shared/domain/protocol';
import { findStringsModule } from './find-strings-module';

/** Long texts of a JSON body, taken out of it before it is parsed. */
export interface LiftedBody {
  /** The body with a mark in the place of each. */
  readonly rest: string;
  /** What each mark stands for: a part of a JSON string as it was written, escapes and all. */
  readonly texts: readonly Buffer[];
}

/** Members whose texts a conversion carries and does not read, but for how they begin and end. */
const LIFTED_KEYS: Readonly<Record<ProtocolId, ReadonlySet<string>>> = {
  'anthropic-messages': new Set(['text', 'content', 'description']),
  'openai-chat': new Set(['text', 'content', 'description']),
  // What stands elsewhere is repeated in answers.
  'openai-responses': new Set(['text']),
  gemini: new Set(['text']),
};

/** Of a text that stay where they are, for those who look at how it begins or ends: so many, or up to what is not ASCII. */
const HEAD_BYTES = { min: 64, max: 128 };
const TAIL_BYTES = { min: 8, max: 32 };
/** Less is not worth a mark. */
const MIN_BYTES = 512;
const MIN_LIFTED_BYTES = 256;
const MAX_KEY_BYTES = 16;
/** Larger bodies would make the module's memory large for good. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** Those who look at it look for its end, too. */
const UNLIFTED_HEAD = 'x-anthropic-billing-header';

/**
 * A control character that JSON lets stand as it is and nobody writes; a body that has one is left alone. Being ASCII, it leaves
 * V8 a string of one byte per character, which is parsed and written at twice the speed.
 */
export const MARK = '\x7f';
const MARK_BYTE = 0x7f;
/** What is not of this process is no mark: an earlier turn's text may hold anything. */
export const MARK_SECRET = randomBytes(6).toString('hex');

const BACKSLASH = 0x5c;
/** Length of `\u0000`: of a pair of them, the second must not be parted from the first. */
const ESCAPE_BYTES = 6;
const FIRST_NON_ASCII = 0x80;
/** The first byte of a character of several has more bits set than those behind it. */
const FIRST_LEADING = 0xc0;
const SPACE = 0x20;

interface FindModule {
  readonly memory: WebAssembly.Memory;
  readonly find: (at: number, end: number, min: number) => number;
}

const TEXT_OFFSET = 64 * 1024;
const PAGE_BYTES = 64 * 1024;
const PADDING_BYTES = 32;
const FIELDS = 4;
let loaded: FindModule | null = null;

/** Where the long strings of a body stand, as the module writes it; null when one of its strings is not well written. */
function findPlaces(body: Buffer): Int32Array | null {
  loaded ??= new WebAssembly.Instance(new WebAssembly.Module(findStringsModule))
    .exports as unknown as FindModule;
  const { memory, find } = loaded;
  const missing = TEXT_OFFSET + body.length + PADDING_BYTES - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  new Uint8Array(memory.buffer, TEXT_OFFSET, body.length).set(body);
  const found = find(TEXT_OFFSET, TEXT_OFFSET + body.length, MIN_BYTES);
  return found === -1 ? null : new Int32Array(memory.buffer, 0, found * FIELDS);
}

function followsEscape(bytes: Buffer, place: number): boolean {
  for (let i = place - ESCAPE_BYTES; i < place; i += 1) if (bytes[i] === BACKSLASH) return true;
  return false;
}

/** The next place from `at` where a JSON string may be cut: not within an escape, a character, or a pair of escapes. */
function findCut(bytes: Buffer, at: number, step: 1 | -1, limit: number): number {
  for (let place = at; step === 1 ? place < limit : place > limit; place += step) {
    const byte = bytes[place] ?? 0;
    const withinCharacter = byte >= FIRST_NON_ASCII && byte < FIRST_LEADING;
    if (!withinCharacter && !followsEscape(bytes, place)) return place;
  }
  return limit;
}

/** The first place from `from` on, or back from `from`, that is not ASCII; `to` when there is none before it. */
function findNonAscii(bytes: Buffer, from: number, to: number): number {
  const step = from < to ? 1 : -1;
  let place = from;
  while (place !== to && (bytes[place] ?? 0) < FIRST_NON_ASCII) place += step;
  return place;
}

function hasWords(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte === BACKSLASH) i += 1;
    else if (byte > SPACE) return true;
  }
  return false;
}

/**
 * Takes the long texts out of a body, so that they are neither parsed nor written again: a conversion that carries them moves
 * marks instead, and `restoreTexts` puts the texts in their place. Null when there is nothing to gain, or the body is such that
 * only parsing all of it can tell what it says, or what is wrong with it.
 */
export function liftTexts(body: Buffer, protocol: ProtocolId): LiftedBody | null {
  if (body.length < MIN_BYTES || body.length > MAX_BODY_BYTES) return null;
  const places = findPlaces(body);
  if (places === null || places.length === 0 || !isUtf8(body)) return null;
  if (body.includes(MARK_BYTE)) return null;
  const keys = LIFTED_KEYS[protocol];
  const texts: Buffer[] = [];
  let rest = '';
  let position = 0;
  const placeAt = (field: number): number => (places[field] ?? 0) - TEXT_OFFSET;
  for (let field = 0; field < places.length; field += FIELDS) {
    const [keyStart, keyEnd] = [placeAt(field + 2), placeAt(field + 3)];
    if (keyEnd - keyStart > MAX_KEY_BYTES || !keys.has(body.toString('latin1', keyStart, keyEnd))) continue;
    const middle = selectMiddle(body, placeAt(field), placeAt(field + 1));
    if (middle === null) continue;
    // The quote shows how many strings the text stands in: each has escaped it once more.
    rest += `${body.toString('utf8', position, middle.from)}${MARK}\\"${MARK_SECRET}${texts.length}${MARK}`;
    texts.push(body.subarray(middle.from, middle.to));
    position = middle.to;
  }
  if (texts.length === 0) return null;
  return { rest: rest + body.toString('utf8', position), texts };
}

/** What can be taken out of a text; null when all of it must stay. */
function selectMiddle(body: Buffer, start: number, end: number): { from: number; to: number } | null {
  const headEnd = findNonAscii(body, start + HEAD_BYTES.min, start + HEAD_BYTES.max);
  const from = findCut(body, headEnd, 1, end);
  const tailStart = findNonAscii(body, end - TAIL_BYTES.min, end - TAIL_BYTES.max);
  const to = findCut(body, tailStart + 1, -1, from);
  if (to - from < MIN_LIFTED_BYTES || !hasWords(body, start, from) || !hasWords(body, to, end)) return null;
  const head = body.toString('latin1', start, start + UNLIFTED_HEAD.length);
  return head === UNLIFTED_HEAD ? null : { from, to };
}
