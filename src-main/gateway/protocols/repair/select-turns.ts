import type { CanonicalMessage } from '../canonical/request';
import type { ToolCallPart, ToolResultPart } from '../canonical/part';

/** Messages that follow each other from one side. Instructions in between count with the user's. */
export interface Turn {
  readonly side: 'assistant' | 'user';
  readonly messages: readonly CanonicalMessage[];
}

export function selectTurns(messages: readonly CanonicalMessage[]): readonly Turn[] {
  const turns: { side: Turn['side']; messages: CanonicalMessage[] }[] = [];
  for (const message of messages) {
    const side = message.role === 'assistant' ? 'assistant' : 'user';
    const last = turns.at(-1);
    if (last?.side === side) last.messages.push(message);
    else turns.push({ side, messages: [message] });
  }
  return turns;
}

export function listCalls({ messages }: Turn): readonly ToolCallPart[] {
  return messages.flatMap(({ parts }) => parts.filter((part) => part.type === 'toolCall'));
}

export function listResults({ messages }: Turn): readonly ToolResultPart[] {
  return messages.flatMap(({ parts }) => parts.filter((part) => part.type === 'toolResult'));
}

/**
 * The conversation with each turn changed; the turn before it is the changed one. The same array comes back when nothing
 * changes.
 */
export function mapTurns(
  messages: readonly CanonicalMessage[],
  change: (turn: Turn, before: Turn | null) => readonly CanonicalMessage[],
): readonly CanonicalMessage[] {
  let before: Turn | null = null;
  let same = true;
  const changed: CanonicalMessage[] = [];
  for (const turn of selectTurns(messages)) {
    const result = change(turn, before);
    if (result !== turn.messages) same = false;
    for (const message of result) changed.push(message);
    before = result === turn.messages ? turn : { side: turn.side, messages: result };
  }
  return same ? messages : changed;
}
