import { createKeyScanner } from '../json/create-key-scanner';

const LOWER_D = 0x64;
/** `data: [DONE]` and other short events are read, not searched. */
const SHORT_EVENT_BYTES = 40;

/** `message` is where vLLM's bare error object has its text. */
const findFacts = createKeyScanner(['usage', 'finish_reason', 'error', 'message', 'index']);

/**
 * True when a chunk holds no usage, finish reason or error, no choice but the first, and no `event:` line: nine of ten
 * chunks are so. Deltas of a second tool call are not, and only cost their parsing.
 */
export function isPlainChunk(raw: Buffer): boolean {
  return raw.length >= SHORT_EVENT_BYTES && raw[0] === LOWER_D && findFacts(raw) === 0;
}
