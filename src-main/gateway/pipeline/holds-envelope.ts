import { ENVELOPE_MARKS } from '../protocols/reasoning/envelope';
import type { PreparedRequest } from './build-call';

/**
 * Whether a request may send back reasoning of a channel of another protocol. Text that only looks like it costs a conversion
 * and nothing else.
 */
export function holdsEnvelope({
  endpoint,
  plainBody,
}: Pick<PreparedRequest, 'endpoint' | 'plainBody'>): boolean {
  const mark = ENVELOPE_MARKS[endpoint.protocol];
  let tail = Buffer.alloc(0);
  for (const chunk of plainBody.chunks) {
    if (chunk.includes(mark)) return true;
    // What begins at the end of one chunk goes on in the next.
    const seam = Buffer.concat([tail, chunk.subarray(0, mark.length - 1)]);
    if (seam.includes(mark)) return true;
    tail = Buffer.concat([tail, chunk.subarray(-(mark.length - 1))]).subarray(-(mark.length - 1));
  }
  return false;
}
