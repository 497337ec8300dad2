import type { CanonicalRequest } from '../../canonical/request';
import type { CanonicalEvent, CanonicalResponse } from '../../canonical/response';
import { createStreamEncoder } from '../stream-encoder';
import { createAnswerContext } from './chat-context';
import { createClient, params } from './openai-client';

export const start: CanonicalEvent = { type: 'start', id: 'up-1', model: 'up' };
export const finish = (reason: CanonicalResponse['finish']['reason']): CanonicalEvent => ({
  type: 'finish',
  finish: { reason, rawReason: null },
});
export const text = (part: number, ...pieces: readonly string[]): readonly CanonicalEvent[] => [
  { type: 'part_start', part, content: { kind: 'text' } },
  ...pieces.map((piece): CanonicalEvent => ({ type: 'text_delta', part, text: piece })),
  { type: 'part_end', part },
];
export const openCall = (part: number, id: string, name: string): CanonicalEvent => ({
  type: 'part_start',
  part,
  content: { kind: 'toolCall', id, name },
});
export const args = (part: number, piece: string): CanonicalEvent => ({
  type: 'args_delta',
  part,
  text: piece,
});
export const end = (part: number): CanonicalEvent => ({ type: 'part_end', part });

export function encodeStream(
  events: readonly CanonicalEvent[],
  members: Partial<CanonicalRequest> = {},
): string {
  const encoder = createStreamEncoder(createAnswerContext({ stream: true, ...members }).context);
  return events.map((event) => encoder.push(event)).join('');
}

/** What the SDK's stream helper makes of the events. */
export async function readBySdk(events: readonly CanonicalEvent[], members: Partial<CanonicalRequest> = {}) {
  const client = createClient(encodeStream(events, members), 'text/event-stream');
  return client.chat.completions.stream({ ...params, stream: true }).finalChatCompletion();
}

/** The chunks as the SDK's iterator gives them. */
export async function listChunks(body: string): Promise<unknown[]> {
  const chunks: unknown[] = [];
  const stream = await createClient(body, 'text/event-stream').chat.completions.create({
    ...params,
    stream: true,
  });
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}
