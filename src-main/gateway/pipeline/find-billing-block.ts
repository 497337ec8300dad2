import { readWindow, type RequestBody } from '../request-body';
import type { ByteRange } from './scan-body';
import { createJsonSkipper } from './skip-json';

/** What Claude Code tells its own provider of each request, as the first block of its instructions. */
const BILLING_BLOCK = /^\[\s*\{\s*"type"\s*:\s*"text"\s*,\s*"text"\s*:\s*"x-anthropic-billing-header:/;
/** The block has less than two hundred; what is longer is something else. */
const WINDOW_BYTES = 4096;
/** As far as the name of the block is. */
const HEAD_BYTES = 128;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
const SPACE = 0x20;

/**
 * Where that block stands, with the comma behind it. It differs in each request, and a provider that caches by prefix would
 * find nothing again.
 *
 * @param systemStart offset of the top-level `system` value
 */
export function findBillingBlock(body: RequestBody, systemStart: number): ByteRange | null {
  const window = readWindow(body, systemStart, HEAD_BYTES);
  if (window[0] !== OPEN_ARRAY) return null;
  if (!BILLING_BLOCK.test(window.toString('latin1'))) return null;
  return findBlock(readWindow(body, systemStart, WINDOW_BYTES), systemStart);
}

function findBlock(window: Buffer, systemStart: number): ByteRange | null {
  const start = window.indexOf(OPEN_OBJECT);
  const skipper = createJsonSkipper();
  skipper.take(window);
  let end = skipper.skip(start);
  skipper.drop();
  if (end === -1) return null;
  let next = end;
  while (next < window.length && (window[next] ?? 0) <= SPACE) next += 1;
  if (window[next] === COMMA) end = next + 1;
  return { start: systemStart + start, end: systemStart + end };
}
