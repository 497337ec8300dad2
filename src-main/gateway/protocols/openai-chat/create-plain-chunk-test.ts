import { createKeyScanner } from '../json/create-key-scanner';

const LOWER_D = 0x64;
const OPEN_OBJECT = 0x7b;
const DELTA = Buffer.from('"delta"');
/** `data: [DONE]` and other short events are read, not searched. */
const SHORT_EVENT_BYTES = 40;
/** Upstreams whose chunks do not begin alike are not worth more attempts. */
const MAX_HEADS = 4;

/** `message` is where vLLM's bare error object has its text. */
const findFacts = createKeyScanner(['usage', 'finish_reason', 'error', 'message', 'index']);

/** The chunk up to the brace that opens its delta; empty when it has none. */
function readHead(raw: Buffer, from: number, to: number): Buffer {
  const delta = raw.indexOf(DELTA, from);
  const brace = delta === -1 ? -1 : raw.indexOf(OPEN_OBJECT, delta);
  return Buffer.from(raw.subarray(from, brace < to ? brace + 1 : from));
}

/**
 * Makes a test that is true when a chunk holds no usage, finish reason or error, no choice but the first, and no
 * `event:` line before its data: nine of ten chunks are so. Deltas of a second tool call are not, and only cost their
 * parsing.
 *
 * Chunks of a stream begin alike (id, model, fingerprint): what equals the head of an earlier plain chunk is not
 * searched again, which saves a quarter of the time. A head ends with a brace, which neither a key nor anything between
 * a key and its value contains, so no fact can lie across its end.
 */
export function createPlainChunkTest(): (raw: Buffer, from?: number, to?: number) => boolean {
  let head: Buffer = Buffer.alloc(0);
  let heads = 0;

  return (raw, from = 0, to = raw.length) => {
    if (to - from < SHORT_EVENT_BYTES || raw[from] !== LOWER_D) return false;
    const size = head.length;
    const known = size > 0 && to - from > size && raw.compare(head, 0, size, from, from + size) === 0;
    if (findFacts(raw, known ? from + size : from, to) !== 0) return false;
    if (!known && heads < MAX_HEADS) {
      head = readHead(raw, from, to);
      heads += 1;
    }
    return true;
  };
}
