import fc from 'fast-check';
import { encodeStream, type Reply, type ReplyPart } from '#tests/support/fake-provider/index';
import type { StreamCase } from '../../failover/support/stream-cases';

const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });

const part: fc.Arbitrary<ReplyPart> = fc.oneof(
  fc.record({ text }),
  fc.record({ thinking: text }),
  fc.record({ toolCall: fc.record({ name: fc.constant('bash'), args: fc.dictionary(text, text) }) }),
);

const tokens = fc.integer({ min: 20, max: 5000 });

/** Any answer that says something, in any script. */
export const replies: fc.Arbitrary<Reply> = fc.record({
  parts: fc.array(part, { minLength: 1, maxLength: 4 }),
  usage: fc.record({ input: tokens, cacheRead: fc.nat(10), output: tokens, reasoning: fc.nat(10) }),
  stop: fc.constantFrom('stop', 'length'),
  chunks: fc.integer({ min: 1, max: 5 }),
});

/** How the same events may look on the wire. Gemini's arrays know white space only. */
export interface Dress {
  readonly lineEnd: '\n' | '\r\n' | '\r';
  readonly comments: boolean;
  readonly byteOrderMark: boolean;
}

export const dresses: fc.Arbitrary<Dress> = fc.record({
  lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
  comments: fc.boolean(),
  byteOrderMark: fc.boolean(),
});

export function encodeDressed({ protocol, framing }: StreamCase, reply: Reply, dress: Dress): Buffer {
  const events = encodeStream(protocol, reply, { framing });
  if (framing === 'json-array') return Buffer.from(withLineEnd(events.join(''), dress.lineEnd));
  const commented = dress.comments ? events.map((event) => `: ping\n\n: glued\n${event}`) : events;
  const mark = dress.byteOrderMark ? '\uFEFF' : '';
  return Buffer.from(mark + withLineEnd(commented.join(''), dress.lineEnd));
}

function withLineEnd(lines: string, lineEnd: string): string {
  return lines.replaceAll(/\r?\n/g, lineEnd);
}

export function contentType(framing: StreamCase['framing']): string {
  return framing === 'sse' ? 'text/event-stream' : 'application/json; charset=UTF-8';
}
