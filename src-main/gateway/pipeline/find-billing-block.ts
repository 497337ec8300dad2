import { joinBody, sliceBody, type RequestBody } from './request-body';
import type { ByteRange } from './scan-body';
import { createJsonSkipper } from './skip-json';

/** What Claude Code tells its own provider of each request, as the first block of its instructions. */
const BILLING_BLOCK = /^\[\s*\{\s*"type"\s*:\s*"text"\s*,\s*"text"\s*:\s*"x-anthropic-billing-header:/;
/** The block has less than two hundred; what is longer is something else. */
const WINDOW_BYTES = 4096;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const SPACE = 0x20;

/**
 * Where that block stands, with the comma behind it. It differs in each request, and a provider that caches by prefix would
 * find nothing again.
 *
 * @param systemStart offset of the top-level `system` value
 */
export function findBillingBlock(body: RequestBody, systemStart: number): ByteRange | null {
  const chunks = sliceBody(body, systemStart, Math.min(systemStart + WINDOW_BYTES, body.length));
  const window = joinBody({ chunks, length: Math.min(WINDOW_BYTES, body.length - systemStart) });
  if (!BILLING_BLOCK.test(window.toString('latin1'))) return null;
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
