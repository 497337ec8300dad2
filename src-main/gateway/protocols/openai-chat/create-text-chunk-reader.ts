import { isFilled, isRecord, parseJson, readArray, type JsonRecord } from '../json/read';

/**
 * Reads chunks that add text and say nothing else, which is nine of ten, without parsing them: a chunk that is byte for byte
 * the same as one that was parsed, but for the string that is its content, means the same but for that string.
 */
export interface TextChunkReader {
  /** The text of such a chunk; null when it has to be parsed. */
  read(bytes: Buffer, start: number, end: number): string | null;
  /** Told of each chunk that was parsed. */
  learn(raw: Buffer, chunk: JsonRecord): void;
}

/** A chunk without its content. */
interface Frame {
  readonly head: Buffer;
  readonly tail: Buffer;
}

/** A larger one is rare, and the splitter looks at its size only where it is handed out. */
const MAX_CHUNK_BYTES = 64 * 1024;
/** Upstreams whose chunks do not begin and end alike are not worth more attempts. */
const MAX_ATTEMPTS = 4;
const CONTENT = /"content"\s*:\s*"/g;
/** What a JSON string does not hold as it is, and what ends it. */
const SPECIAL = /[^ !#-[\]-\uffff]/;
const PROBE = 'probe';

export function createTextChunkReader(): TextChunkReader {
  let frame: Frame | null = null;
  let attempts = 0;

  return {
    read(bytes, start, end) {
      if (frame === null || end - start > MAX_CHUNK_BYTES) return null;
      const { head, tail } = frame;
      const from = start + head.length;
      const to = end - tail.length;
      if (from >= to || bytes.compare(head, 0, head.length, start, from) !== 0) return null;
      if (bytes.compare(tail, 0, tail.length, to, end) !== 0) return null;
      const text = bytes.toString('utf8', from, to);
      return SPECIAL.test(text) ? unescape(text) : text;
    },
    learn(raw, chunk) {
      if (attempts === MAX_ATTEMPTS || !isTextOnly(chunk)) return;
      attempts += 1;
      frame = findFrame(raw);
    },
  };
}

/** The text of a JSON string; null when it is not one. */
function unescape(literal: string): string | null {
  const text = parseJson(`"${literal}"`);
  return typeof text === 'string' ? text : null;
}

/** All around a chunk's content; null where that cannot be told for sure. */
function findFrame(raw: Buffer): Frame | null {
  const text = raw.toString('latin1');
  const found = [...text.matchAll(CONTENT)];
  const [only] = found;
  if (only === undefined || found.length > 1 || !text.startsWith('data:')) return null;
  const from = only.index + only[0].length;
  const to = text.indexOf('"', from);
  if (text.lastIndexOf('\\', to) >= from) return null;
  const [head, tail] = [text.slice(0, from), text.slice(to)];
  const probe = parseJson((head + PROBE + tail).slice('data:'.length));
  const [choice] = readArray(probe, 'choices');
  const delta = isRecord(choice) ? choice['delta'] : null;
  if (!isRecord(delta) || delta['content'] !== PROBE) return null;
  return { head: Buffer.from(head, 'latin1'), tail: Buffer.from(tail, 'latin1') };
}

/** Its first choice goes on with text, and nothing else of it is told. */
function isTextOnly(chunk: JsonRecord): boolean {
  const choices = readArray(chunk, 'choices');
  const [choice] = choices;
  if (choices.length !== 1 || !isRecord(choice) || (choice['index'] ?? 0) !== 0) return false;
  const { delta } = choice;
  return (
    isRecord(delta) &&
    typeof delta['content'] === 'string' &&
    delta['content'] !== '' &&
    isEmptyBut(chunk, CHUNK_MEMBERS) &&
    isEmptyBut(choice, CHOICE_MEMBERS) &&
    isEmptyBut(delta, DELTA_MEMBERS)
  );
}

const CHUNK_MEMBERS = new Set([
  'id',
  'object',
  'created',
  'model',
  'provider',
  'service_tier',
  'system_fingerprint',
  'choices',
]);
const CHOICE_MEMBERS = new Set(['index', 'delta']);
const DELTA_MEMBERS = new Set(['role', 'content']);

function isEmptyBut(record: JsonRecord, names: ReadonlySet<string>): boolean {
  return Object.entries(record).every(([name, value]) => names.has(name) || !isFilled(value));
}
