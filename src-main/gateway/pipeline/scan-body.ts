import { GatewayError } from '../errors';

/** Where a value stands in a body, as byte offsets; `end` is exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What every request body tells at its top level. */
export interface BodyFields {
  readonly model: string | null;
  /** All places of the top-level `model` value: a body may name it twice, and readers differ in which one counts. */
  readonly modelRanges: readonly ByteRange[];
  readonly stream: boolean;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COLON = 0x3a;
const COMMA = 0x2c;
const LETTER_T = 0x74;

/** How far a string is walked byte by byte before its end is searched for natively. */
const NEAR_BYTES = 48;

/**
 * Reads the top-level `model` and `stream` of a JSON object from its bytes, without building it: agents send the whole
 * conversation with each request, and nobody else needs to see it. The walk covers the whole body, so a cut or
 * unbalanced one is noticed here and not by the upstream.
 *
 * @throws {GatewayError} kind `invalid_request`
 */
export function scanBody(body: Buffer): BodyFields {
  let model: string | null = null;
  const modelRanges: ByteRange[] = [];
  let stream = false;

  let position = skipSpace(body, body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0);
  if (position >= body.length) throw invalid('is empty');
  if (body[position] !== OPEN_OBJECT) throw invalid('is not a JSON object');
  position = skipSpace(body, position + 1);

  while (body[position] !== CLOSE_OBJECT) {
    const keyStart = position;
    if (body[keyStart] !== QUOTE) throw atEnd(body, keyStart);
    const keyEnd = endOfString(body, keyStart);
    position = skipSpace(body, keyEnd);
    if (body[position] !== COLON) throw atEnd(body, position);
    const start = skipSpace(body, position + 1);
    const end = endOfValue(body, start);

    const key = readKey(body, keyStart, keyEnd);
    if (key === 'model') {
      model = readModel(body, start, end);
      modelRanges.push({ start, end });
    } else if (key === 'stream') {
      stream = body[start] === LETTER_T;
    }

    position = skipSpace(body, end);
    if (body[position] === COMMA) position = skipSpace(body, position + 1);
    else if (body[position] !== CLOSE_OBJECT) throw atEnd(body, position);
  }
  if (skipSpace(body, position + 1) < body.length) throw invalid('has text after its JSON object');
  return { model, modelRanges, stream };
}

/** The body with every top-level model value replaced; all other bytes stay as they are. */
export function spliceModel(body: Buffer, ranges: readonly ByteRange[], model: string): Buffer {
  const value = Buffer.from(JSON.stringify(model));
  const pieces: Buffer[] = [];
  let position = 0;
  for (const { start, end } of ranges) {
    pieces.push(body.subarray(position, start), value);
    position = end;
  }
  pieces.push(body.subarray(position));
  return Buffer.concat(pieces);
}

function readKey(body: Buffer, start: number, end: number): string | null {
  const length = end - start - 2;
  // Only the two names matter; anything else of another length without escapes cannot be one of them.
  if (length === 5) {
    if (body.toString('latin1', start + 1, end - 1) === 'model') return 'model';
  } else if (length === 6) {
    if (body.toString('latin1', start + 1, end - 1) === 'stream') return 'stream';
  }
  const escape = body.indexOf(BACKSLASH, start);
  return escape === -1 || escape >= end ? null : String(parse(body, start, end));
}

function readModel(body: Buffer, start: number, end: number): string {
  const value = body[start] === QUOTE ? parse(body, start, end) : null;
  if (typeof value !== 'string') throw new GatewayError('invalid_request', 'model: must be a string');
  return value;
}

function parse(body: Buffer, start: number, end: number): unknown {
  try {
    return JSON.parse(body.toString('utf8', start, end));
  } catch (cause) {
    throw new GatewayError('invalid_request', 'The request body is not valid JSON.', { cause });
  }
}

function skipSpace(body: Buffer, from: number): number {
  let position = from;
  for (;;) {
    const byte = body[position];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return position;
    position += 1;
  }
}

/** Offset behind the string that begins at `start`. */
function endOfString(body: Buffer, start: number): number {
  // `position` is never inside an escape.
  let position = start + 1;
  for (;;) {
    // Short strings, and text full of escaped quotes, are crossed faster by hand than by many native searches.
    const near = Math.min(position + NEAR_BYTES, body.length);
    while (position < near) {
      const byte = body[position];
      if (byte === QUOTE) return position + 1;
      position += byte === BACKSLASH ? 2 : 1;
    }
    const quote = body.indexOf(QUOTE, position);
    if (quote === -1) throw truncated();
    let backslashes = 0;
    while (quote - 1 - backslashes >= position && body[quote - 1 - backslashes] === BACKSLASH)
      backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
    position = quote + 1;
  }
}

/** Offset behind the value that begins at `start`. */
function endOfValue(body: Buffer, start: number): number {
  const first = body[start];
  if (first === QUOTE) return endOfString(body, start);
  if (first === OPEN_OBJECT || first === OPEN_ARRAY) return endOfContainer(body, start);
  let position = start;
  for (; position < body.length; position += 1) {
    const byte = body[position];
    if (byte === COMMA || byte === CLOSE_OBJECT || byte === undefined || byte <= 0x20) break;
  }
  if (position >= body.length) throw truncated();
  if (position === start) throw invalid('is not valid JSON');
  parse(body, start, position);
  return position;
}

function endOfContainer(body: Buffer, start: number): number {
  let depth = 0;
  let position = start;
  while (position < body.length) {
    const byte = body[position];
    if (byte === QUOTE) {
      position = endOfString(body, position);
      continue;
    }
    position += 1;
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      depth += 1;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      depth -= 1;
      if (depth === 0) return position;
    }
  }
  throw truncated();
}

function atEnd(body: Buffer, position: number): GatewayError {
  return position >= body.length ? truncated() : invalid('is not valid JSON');
}

function truncated(): GatewayError {
  return invalid('ends before its JSON is complete');
}

function invalid(problem: string): GatewayError {
  return new GatewayError('invalid_request', `The request body ${problem}.`);
}
