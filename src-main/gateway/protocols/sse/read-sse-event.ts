const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const COLON = 0x3a;
const DATA = Buffer.from('data');
const EVENT = Buffer.from('event');
const EVENT_COLON = Buffer.from('event:');
const DATA_COLON = Buffer.from('data:');
const TYPE_FIRST = Buffer.from('{"type":"');
const QUOTE = 0x22;
/** No protocol has event names near this long; a longer one is left to the full reader. */
const MAX_NAME_BYTES = 80;

/** Index of the CR or LF that ends the line, or the length. */
function findLineEnd(raw: Buffer, from: number, hasCr: boolean): number {
  if (!hasCr) {
    const lf = raw.indexOf(LF, from);
    return lf === -1 ? raw.length : lf;
  }
  let i = from;
  while (i < raw.length && raw[i] !== LF && raw[i] !== CR) i += 1;
  return i;
}

function startsWith(raw: Buffer, prefix: Buffer, at: number): boolean {
  for (let i = 0; i < prefix.length; i += 1) if (raw[at + i] !== prefix[i]) return false;
  return true;
}

function isField(raw: Buffer, start: number, end: number, name: Buffer): boolean {
  const nameEnd = start + name.length;
  return startsWith(raw, name, start) && nameEnd <= end && (nameEnd === end || raw[nameEnd] === COLON);
}

/** The values of every line of one field, in order, joined by LF; null when it has none. */
function readField(raw: Buffer, name: Buffer, lastOnly: boolean): string | null {
  let value: string | null = null;
  const hasCr = raw.indexOf(CR) !== -1;
  for (let start = 0; start < raw.length;) {
    const end = findLineEnd(raw, start, hasCr);
    if (isField(raw, start, end, name)) {
      let from = Math.min(start + name.length + 1, end);
      if (from < end && raw[from] === SPACE) from += 1;
      const line = raw.toString('utf8', from, end);
      value = value === null || lastOnly ? line : `${value}\n${line}`;
    }
    start = end + 1;
  }
  return value;
}

/** The `data` lines of an event joined by LF; empty when it has none. */
export function readSseData(raw: Buffer): string {
  return readField(raw, DATA, false) ?? '';
}

/** The event's name, or null; the last `event` line counts. */
export function readSseName(raw: Buffer): string | null {
  return readField(raw, EVENT, true);
}

/** True when no line is anything but a comment or blank. */
export function isCommentBlock(raw: Buffer): boolean {
  for (let start = 0; start < raw.length;) {
    const first = raw[start];
    if (first !== COLON && first !== LF && first !== CR) return false;
    start = findLineEnd(raw, start, true) + 1;
  }
  return true;
}

/** Index of the first of two bytes after `start`, or -1 when it is too far for a name. */
function findNameEnd(raw: Buffer, start: number, end: number, byte: number, orByte: number): number {
  const limit = Math.min(end, start + MAX_NAME_BYTES);
  for (let i = start; i < limit; i += 1) if (raw[i] === byte || raw[i] === orByte) return i;
  return -1;
}

/**
 * Makes a reader of what an event says it is, that decodes nothing else of it: its `event:` line when that comes first,
 * else the JSON `type` when that comes first. Null means only that it takes a full read to know. Most events begin like
 * the one before, and are told by a comparison.
 */
export function createTypePeeker(): TypePeeker {
  let last: KnownHead | null = null;

  return (raw, from = 0, to = raw.length) => {
    if (last !== null && isHead(last, raw, from, to)) return last.type;
    for (const head of knownHeads) {
      if (!isHead(head, raw, from, to)) continue;
      last = head;
      return head.type;
    }
    return readType(raw, from, to);
  };
}

/** @param from with `to`, where the event lies in `raw`; by default it is all of it */
export type TypePeeker = (raw: Buffer, from?: number, to?: number) => string | null;

interface KnownHead {
  /** The start of an event up to the byte that ends its type. */
  readonly bytes: Buffer;
  readonly type: string;
}

/** Heads of events seen so far, of all streams: there are a dozen to a protocol, and they are the same every time. */
const knownHeads: KnownHead[] = [];
/** What upstreams send beyond the protocols' own is read each time. */
const MAX_KNOWN_HEADS = 64;

function isHead({ bytes }: KnownHead, raw: Buffer, from: number, to: number): boolean {
  return bytes.length <= to - from && startsWith(raw, bytes, from);
}

function readType(raw: Buffer, from: number, to: number): string | null {
  if (startsWith(raw, EVENT_COLON, from)) {
    const colon = from + EVENT_COLON.length;
    const start = colon + (raw[colon] === SPACE ? 1 : 0);
    return remember(raw, from, start, findNameEnd(raw, start, to, LF, CR));
  }
  if (!startsWith(raw, DATA_COLON, from)) return null;
  const colon = from + DATA_COLON.length;
  const json = colon + (raw[colon] === SPACE ? 1 : 0);
  if (!startsWith(raw, TYPE_FIRST, json)) return null;
  const start = json + TYPE_FIRST.length;
  return remember(raw, from, start, findNameEnd(raw, start, to, QUOTE, QUOTE));
}

function remember(raw: Buffer, from: number, start: number, end: number): string | null {
  if (end === -1) return null;
  const type = raw.toString('latin1', start, end);
  // One upstream with names of its own must not keep out what all others send.
  if (knownHeads.length === MAX_KNOWN_HEADS) knownHeads.length = 0;
  knownHeads.push({ bytes: Buffer.from(raw.subarray(from, end + 1)), type });
  return type;
}
