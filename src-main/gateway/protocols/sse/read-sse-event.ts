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

/** The values of every line of one field, in order. */
function readField(raw: Buffer, name: Buffer): string[] {
  const values: string[] = [];
  const hasCr = raw.indexOf(CR) !== -1;
  for (let start = 0; start < raw.length;) {
    const end = findLineEnd(raw, start, hasCr);
    if (isField(raw, start, end, name)) {
      let from = Math.min(start + name.length + 1, end);
      if (from < end && raw[from] === SPACE) from += 1;
      values.push(raw.toString('utf8', from, end));
    }
    start = end + 1;
  }
  return values;
}

/** The `data` lines of an event joined by LF; empty when it has none. */
export function readSseData(raw: Buffer): string {
  const lines = readField(raw, DATA);
  return lines.length === 1 ? (lines[0] ?? '') : lines.join('\n');
}

/** The event's name, or null; the last `event` line counts. */
export function readSseName(raw: Buffer): string | null {
  return readField(raw, EVENT).at(-1) ?? null;
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
function findNameEnd(raw: Buffer, start: number, byte: number, orByte: number): number {
  const limit = Math.min(raw.length, start + MAX_NAME_BYTES);
  for (let i = start; i < limit; i += 1) if (raw[i] === byte || raw[i] === orByte) return i;
  return -1;
}

/**
 * Makes a reader of what an event says it is, that decodes nothing else of it: its `event:` line when that comes first,
 * else the JSON `type` when that comes first. Null means only that it takes a full read to know. Most events begin like
 * the one before, and are told by a comparison.
 */
export function createTypePeeker(): (raw: Buffer) => string | null {
  let lastHead = Buffer.alloc(0);
  let lastType: string | null = null;

  function remember(raw: Buffer, start: number, end: number): string | null {
    if (end === -1) return null;
    lastHead = Buffer.from(raw.subarray(0, end + 1));
    lastType = raw.toString('latin1', start, end);
    return lastType;
  }

  return (raw) => {
    if (lastType !== null && startsWith(raw, lastHead, 0)) return lastType;
    if (startsWith(raw, EVENT_COLON, 0)) {
      const start = EVENT_COLON.length + (raw[EVENT_COLON.length] === SPACE ? 1 : 0);
      return remember(raw, start, findNameEnd(raw, start, LF, CR));
    }
    if (!startsWith(raw, DATA_COLON, 0)) return null;
    const json = DATA_COLON.length + (raw[DATA_COLON.length] === SPACE ? 1 : 0);
    if (!startsWith(raw, TYPE_FIRST, json)) return null;
    const start = json + TYPE_FIRST.length;
    return remember(raw, start, findNameEnd(raw, start, QUOTE, QUOTE));
  };
}
