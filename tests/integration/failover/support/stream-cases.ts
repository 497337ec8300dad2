import type { ProtocolId } from '#shared/domain/protocol';
import { encodeStreamEvents, type Reply } from '#tests/support/fake-provider/index';

export interface StreamCase {
  readonly protocol: ProtocolId;
  readonly framing: 'sse' | 'json-array';
}

export const STREAM_CASES: readonly StreamCase[] = [
  { protocol: 'anthropic-messages', framing: 'sse' },
  { protocol: 'openai-chat', framing: 'sse' },
  { protocol: 'openai-responses', framing: 'sse' },
  { protocol: 'gemini', framing: 'sse' },
  { protocol: 'gemini', framing: 'json-array' },
];

/** Many deltas, so that a cut has something before and behind it. */
export const LONG_REPLY: Reply = {
  parts: [{ text: 'This answer – 很长 🙂 – comes in quite a number of small pieces, one after the other.' }],
  chunks: 12,
};

/** How many events carry the stream to the middle of its text. */
export function eventsToMiddle({ protocol, framing }: StreamCase): number {
  const roles = encodeStreamEvents(protocol, LONG_REPLY, { framing }).map(({ role }) => role);
  const first = roles.indexOf('content');
  return Math.floor((first + roles.lastIndexOf('content')) / 2);
}
