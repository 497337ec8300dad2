import { GatewayError } from '../errors';
import { createJsonSkipper } from './skip-json';

/** Where a value stands in a body, as byte offsets; `end` is exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What every request body tells at its top level. */
export interface BodyFields {
  readonly model: string | null;
  /** All places of the top-level `model` value: a body may name it twice, if it says the same. */
  readonly modelRanges: readonly ByteRange[];
  /** A top-level name that some readers take for the model (`Model`) or for more of them (`models`); null without one. */
  readonly modelAlias: string | null;
  readonly stream: boolean;
  /** Where the `system` value begins; null when there is none. */
  readonly systemStart: number | null;
  /** Where it ends, exclusive. */
  readonly systemEnd: number | null;
  /** Where the `metadata` value begins; null when there is none. */
  readonly metadataStart: number | null;
  readonly state: NamedState;
  /** A string in it begins as an envelope of ours does. */
  readonly envelope: boolean;
}

/** State that lies at a provider. */
export interface NamedState {
  /** The request refers to some: it can be answered only where that is. */
  readonly named: boolean;
  /** Id of the answer it goes on from. */
  readonly previousId: string | null;
}

export const NO_STATE: NamedState = { named: false, previousId: null };

export interface BodyScanner {
  /** The chunk must not be changed afterwards. */
  push(chunk: Buffer): void;
  /**
   * The body is complete.
   *
   * @throws {GatewayError} kind `invalid_request`
   */
  finish(): BodyFields;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const COLON = 0x3a;
const COMMA = 0x2c;
const SPACE = 0x20;
const LETTER_T = 0x74;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** The names that matter have 122 bytes at most, when every letter is written as an escape. */
const MAX_KEY_BYTES = 128;
/** Of a model's name, or of a number. */
const MAX_VALUE_BYTES = 4096;

/** What the next byte belongs to. */
type Place =
  'start' | 'key' | 'in key' | 'colon' | 'value' | 'in value' | 'in scalar' | 'after value' | 'end';

/**
 * Reads the top-level `model` and `stream` of a JSON object from its bytes, without building it: agents send the whole
 * conversation with each request, and nobody else needs to see it. The walk covers the whole body, so a cut or
 * unbalanced one is noticed here and not by the upstream. It takes the body as it comes in, so that a large one neither
 * has to lie in one piece nor holds up other requests when it is complete.
 */
export function createBodyScanner(): BodyScanner {
  const skipper = createJsonSkipper();
  let place: Place = 'start';
  /** Bytes before the present chunk. */
  let before = 0;
  let model: string | null = null;
  const modelRanges: ByteRange[] = [];
  let modelAlias: string | null = null;
  let stream = false;
  let systemStart: number | null = null;
  let systemEnd: number | null = null;
  let metadataStart: number | null = null;
  let stateNamed = false;
  let previousId: string | null = null;
  let key: KnownKey | null = null;
  /** Of the value that is being read. */
  let valueStart = 0;
  let firstByte = 0;
  /** What earlier chunks hold of a key, a number or the model. */
  let kept: Buffer | null = null;
  let failure: GatewayError | null = null;

  function keep(chunk: Buffer, from: number, limit: number): void {
    const part = chunk.subarray(from);
    kept = kept === null ? part : Buffer.concat([kept, part]);
    if (kept.length > limit) kept = kept.subarray(0, limit + 1);
  }

  function takeToken(chunk: Buffer, from: number, to: number): Buffer {
    const part = chunk.subarray(from, to);
    const token = kept === null ? part : Buffer.concat([kept, part]);
    kept = null;
    return token;
  }

  function finishValue(token: Buffer | null, end: number): void {
    if (key === 'stream') stream = firstByte === LETTER_T;
    if (key === 'system') {
      systemStart = valueStart;
      systemEnd = before + end;
    }
    if (key === 'metadata') metadataStart = valueStart;
    if (key !== null && STATE_KEYS.has(key)) stateNamed ||= firstByte === QUOTE || firstByte === OPEN_OBJECT;
    if (key === 'previous_response_id' && token !== null) previousId = String(parse(token));
    if (key !== 'model') return;
    if (firstByte !== QUOTE || token === null) throw wrongModel('must be a string');
    if (token.length > MAX_VALUE_BYTES) throw wrongModel(`must not be longer than ${MAX_VALUE_BYTES} bytes`);
    const named = String(parse(token));
    // Readers differ in which of two counts, so the one that was checked might not be the one that answers.
    if (model !== null && named !== model)
      throw wrongModel('stands in the body twice, with different values');
    model = named;
    modelRanges.push({ start: valueStart, end: before + end });
  }

  /** Reads on from `from`; returns how far it came. */
  function step(chunk: Buffer, from: number): number {
    switch (place) {
      case 'in key': {
        const end = skipper.skip(from);
        if (end === -1) {
          keep(chunk, from, MAX_KEY_BYTES);
          return chunk.length;
        }
        // One that is too long for any name is not put together.
        const isShort = (kept?.length ?? 0) + end - from <= MAX_KEY_BYTES;
        const name = isShort ? readKey(takeToken(chunk, from, end)) : null;
        if (typeof name === 'object') modelAlias = name?.alias ?? modelAlias;
        key = typeof name === 'string' ? name : null;
        kept = null;
        place = 'colon';
        return end;
      }
      case 'in value': {
        const end = skipper.skip(from);
        const isKept = (key === 'model' || key === 'previous_response_id') && firstByte === QUOTE;
        if (end === -1) {
          if (isKept) keep(chunk, from, MAX_VALUE_BYTES);
          return chunk.length;
        }
        finishValue(isKept ? takeToken(chunk, from, end) : null, end);
        place = 'after value';
        return end;
      }
      case 'in scalar': {
        const end = endOfScalar(chunk, from);
        if (end === -1) {
          keep(chunk, from, MAX_VALUE_BYTES);
          return chunk.length;
        }
        const token = takeToken(chunk, from, end);
        if (token.length === 0 || token.length > MAX_VALUE_BYTES) throw invalid('is not valid JSON');
        parse(token);
        finishValue(null, end);
        place = 'after value';
        return end;
      }
      case 'start':
      case 'key':
      case 'colon':
      case 'value':
      case 'after value':
      case 'end':
        return stepBetween(chunk, from);
    }
  }

  /** One byte of those between names and values. */
  function stepBetween(chunk: Buffer, from: number): number {
    const byte = chunk[from] ?? SPACE;
    if (isSpace(byte)) return from + 1;
    switch (place) {
      case 'start':
        if (byte === BYTE_ORDER_MARK[before + from]) return from + 1;
        if (byte !== OPEN_OBJECT) throw invalid('is not a JSON object');
        place = 'key';
        return from + 1;
      case 'key':
        if (byte === CLOSE_OBJECT) {
          place = 'end';
          return from + 1;
        }
        if (byte !== QUOTE) throw invalid('is not valid JSON');
        place = 'in key';
        return from;
      case 'colon':
        if (byte !== COLON) throw invalid('is not valid JSON');
        place = 'value';
        return from + 1;
      case 'value':
        valueStart = before + from;
        firstByte = byte;
        place = byte === QUOTE || byte === OPEN_OBJECT || byte === OPEN_ARRAY ? 'in value' : 'in scalar';
        return from;
      case 'after value':
        if (byte !== COMMA && byte !== CLOSE_OBJECT) throw invalid('is not valid JSON');
        place = byte === COMMA ? 'key' : 'end';
        return from + 1;
      case 'end':
        throw invalid('has text after its JSON object');
      case 'in key':
      case 'in value':
      case 'in scalar':
        return from;
    }
  }

  return {
    push(chunk) {
      if (failure !== null) return;
      skipper.take(chunk);
      try {
        for (let position = 0; position < chunk.length;) position = step(chunk, position);
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        // Told when the body is complete: a client that is still sending might not hear it.
        failure = error;
      } finally {
        skipper.drop();
      }
      before += chunk.length;
    },
    finish() {
      if (failure !== null) throw failure;
      if (place === 'start') throw invalid('is empty');
      if (place !== 'end') throw invalid('ends before its JSON is complete');
      return {
        model,
        modelRanges,
        modelAlias,
        stream,
        systemStart,
        systemEnd,
        metadataStart,
        state: { named: stateNamed, previousId },
        envelope: skipper.sawEnvelope(),
      };
    },
  };
}

/** What routing and forwarding need to know of. */
const KNOWN_KEYS = [
  'model',
  'stream',
  'system',
  'metadata',
  'previous_response_id',
  'conversation',
  'container',
  'thread',
  'cachedContent',
  'cached_content',
] as const;
type KnownKey = (typeof KNOWN_KEYS)[number];
/** Each names something that its provider keeps. */
const STATE_KEYS: ReadonlySet<KnownKey> = new Set([
  'previous_response_id',
  'conversation',
  'container',
  'thread',
  'cachedContent',
  'cached_content',
]);

const KEYS_BY_LENGTH: ReadonlyMap<number, readonly KnownKey[]> = Map.groupBy(
  KNOWN_KEYS,
  ({ length }) => length,
);

/** A name that is not `model`, and may be read as it. */
interface ModelAlias {
  readonly alias: string;
}

function isModelAlias(name: string): boolean {
  return (name.length === 5 || name.length === 6) && /^models?$/i.test(name);
}

function readKey(token: Buffer): KnownKey | ModelAlias | null {
  const length = token.length - 2;
  // Anything of another length that is written without escapes cannot be one of them.
  const candidates = KEYS_BY_LENGTH.get(length);
  if (candidates !== undefined) {
    const name = token.toString('latin1', 1, length + 1);
    const found = candidates.find((candidate) => candidate === name);
    if (found !== undefined) return found;
    if (isModelAlias(name)) return { alias: name };
  }
  if (length > MAX_KEY_BYTES || !token.includes(BACKSLASH)) return null;
  const name = parse(token);
  const found = KNOWN_KEYS.find((known) => known === name);
  if (found !== undefined) return found;
  return typeof name === 'string' && isModelAlias(name) ? { alias: name } : null;
}

/** Offset of the byte behind a number or literal; -1 when it may go on in the next chunk. */
function endOfScalar(chunk: Buffer, from: number): number {
  for (let position = from; position < chunk.length; position += 1) {
    const byte = chunk[position];
    if (byte === COMMA || byte === CLOSE_OBJECT || byte === undefined || byte <= SPACE) return position;
  }
  return -1;
}

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function parse(token: Buffer): unknown {
  try {
    return JSON.parse(token.toString('utf8'));
  } catch (cause) {
    throw new GatewayError('invalid_request', 'The request body is not valid JSON.', { cause });
  }
}

function invalid(problem: string): GatewayError {
  return new GatewayError('invalid_request', `The request body ${problem}.`);
}

function wrongModel(problem: string): GatewayError {
  return new GatewayError('invalid_request', `model: ${problem}`);
}
