import type { ChannelProfileOverrides } from '#shared/domain/channel-profile';
import type { CanonicalPart } from '../../canonical/part';
import type { CanonicalEvent } from '../../canonical/response';
import { createAggregator, isUpstreamError } from '../../canonical/aggregate';
import { createStreamDecoder } from '../stream-decoder';
import { createDecodeContext } from './chat-context';

export const DONE = 'data: [DONE]\n\n';

export function chunk(members: object): string {
  return `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', model: 'm', ...members })}\n\n`;
}

export function delta(members: object | null, finish: string | null = null, choice: object = {}): string {
  return chunk({ choices: [{ index: 0, delta: members, finish_reason: finish, ...choice }] });
}

/** A delta of tool calls. */
export function calls(...deltas: readonly object[]): string {
  return delta({ tool_calls: deltas });
}

export interface ReadStream {
  readonly events: readonly CanonicalEvent[];
  readonly warnings: readonly string[];
  readonly complete: boolean;
}

/** All events of a stream, `end` included. */
export function readChatStream(
  pieces: ReadonlyArray<string | Uint8Array>,
  overrides: ChannelProfileOverrides = {},
): ReadStream {
  const { context, warnings } = createDecodeContext(overrides);
  const decoder = createStreamDecoder(context);
  const events: CanonicalEvent[] = [];
  for (const piece of pieces)
    events.push(...decoder.push(typeof piece === 'string' ? Buffer.from(piece) : piece));
  const complete = decoder.isComplete();
  events.push(...decoder.end());
  return { events, warnings, complete };
}

/** The parts that a stream's events come to. */
export function collectParts(events: readonly CanonicalEvent[]): readonly CanonicalPart[] {
  const aggregator = createAggregator({ protocol: 'openai-chat', channelId: 'channel-1', model: 'm' });
  for (const event of events) aggregator.push(event);
  const result = aggregator.result();
  if (isUpstreamError(result)) throw new Error(result.message);
  return result.parts;
}

/** What must hold of every decoder's events; throws where it does not. */
export function checkOrder(events: readonly CanonicalEvent[]): void {
  const open = new Set<number>();
  let parts = 0;
  for (const [index, event] of events.entries()) {
    const isLast = index === events.length - 1;
    if ((event.type === 'start') !== (index === 0) && event.type !== 'error')
      throw new Error(`start is not first: ${event.type} at ${index}`);
    if ((event.type === 'finish' || event.type === 'error') !== isLast)
      throw new Error(`${event.type} at ${index}`);
    if (event.type === 'finish' && open.size > 0) throw new Error('finish with open parts');
    if (!('part' in event)) continue;
    if (event.type === 'part_start') {
      if (event.part !== parts) throw new Error(`part ${event.part} after ${parts - 1}`);
      parts += 1;
      open.add(event.part);
    } else if (!open.has(event.part)) {
      throw new Error(`${event.type} of part ${event.part}, which is not open`);
    }
    if ('text' in event && event.text === '') throw new Error(`empty ${event.type}`);
    if (event.type === 'part_end') open.delete(event.part);
  }
}

export const call = (index: number, id: string, name: string, args = ''): object => ({
  index,
  id,
  type: 'function',
  function: { name, arguments: args },
});
export const args = (index: number, text: string): object => ({ index, function: { arguments: text } });
export const stop = delta({}, 'stop');
export const toolStop = delta({}, 'tool_calls');

/** Calls as [id, name, args], in the order they began. */
export function listCalls(events: readonly CanonicalEvent[]): unknown[] {
  checkOrder(events);
  return collectParts(events).flatMap((part) =>
    part.type === 'toolCall' ? [[part.id, part.name, part.args]] : [],
  );
}

export const types = (events: readonly CanonicalEvent[]): string =>
  events.map((event) => ('part' in event ? `${event.type} ${event.part}` : event.type)).join(', ');

export const lastOf = (events: readonly CanonicalEvent[]): CanonicalEvent | undefined => events.at(-1);
