import type { ToolCallPart, ToolResultPart } from '../canonical/part';
import type { CanonicalMessage } from '../canonical/request';
import { mapList, mapParts, withMessages } from './map-list';
import type { RepairPass } from './repair-pass';
import { listCalls, listResults, mapTurns, type Turn } from './select-turns';

function sortResults(
  results: readonly ToolResultPart[],
  calls: readonly ToolCallPart[],
): readonly ToolResultPart[] {
  const places = new Map(calls.map(({ id }, at) => [id, at]));
  const place = ({ callId }: ToolResultPart): number => places.get(callId) ?? calls.length;
  return results.toSorted((one, other) => place(one) - place(other));
}

function isOrdered(first: CanonicalMessage | undefined, sorted: readonly ToolResultPart[]): boolean {
  return first?.role === 'user' && sorted.every((result, at) => first.parts[at] === result);
}

function moveResults(turn: Turn, sorted: readonly ToolResultPart[]): readonly CanonicalMessage[] {
  const rest = mapList(turn.messages, (message) => {
    const others = mapParts(message, (part) => (part.type === 'toolResult' ? null : part));
    return others.parts.length === 0 ? null : others;
  });
  const [first, ...following] = rest;
  if (first?.role !== 'user' || turn.messages[0]?.role !== 'user')
    return [{ role: 'user', parts: sorted }, ...rest];
  return [{ ...first, parts: [...sorted, ...first.parts] }, ...following];
}

/** Within a turn of the user results come first and in the order of their calls: Anthropic and Google demand it. */
export const orderResults: RepairPass = (request) => {
  const messages = mapTurns(request.messages, (turn, before) => {
    if (turn.side === 'assistant' || before === null) return turn.messages;
    const results = listResults(turn);
    if (results.length === 0) return turn.messages;
    const sorted = sortResults(results, listCalls(before));
    return isOrdered(turn.messages[0], sorted) ? turn.messages : moveResults(turn, sorted);
  });
  return withMessages(request, messages);
};
