import type { CanonicalPart, ToolResultPart } from '../canonical/part';
import type { CanonicalMessage } from '../canonical/request';
import { mapList, mapParts, withMessages } from './map-list';
import type { RepairContext, RepairPass } from './repair-pass';
import { listCalls, mapTurns, type Turn } from './select-turns';

interface Seen {
  /** Names of all calls so far by id. */
  readonly names: Map<string, string>;
  /** Ids of calls that have their result. */
  readonly answered: Set<string>;
}

function describeResult(result: ToolResultPart, { names }: Seen): readonly CanonicalPart[] {
  const texts = result.content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  if (result.structured !== undefined && texts.length === 0) texts.push(JSON.stringify(result.structured));
  const what = result.name ?? names.get(result.callId) ?? result.callId;
  const title = `[Result of an earlier tool call${what === '' ? '' : ` ${what}`}]`;
  const rest = result.content.filter((part) => part.type !== 'text');
  return [{ type: 'text', text: [title, ...texts].join('\n') }, ...rest];
}

function convertResult(
  result: ToolResultPart,
  open: ReadonlySet<string>,
  seen: Seen,
  { warn }: RepairContext,
): CanonicalPart | readonly CanonicalPart[] | null {
  if (seen.answered.has(result.callId)) {
    warn(`A second result of the tool call ${result.callId} was left out.`);
    return null;
  }
  if (!open.has(result.callId)) {
    warn(`The result of the tool call ${result.callId} follows no such call and was sent as text.`);
    return describeResult(result, seen);
  }
  seen.answered.add(result.callId);
  return result;
}

function convertTurn(
  turn: Turn,
  open: ReadonlySet<string>,
  seen: Seen,
  context: RepairContext,
): readonly CanonicalMessage[] {
  return mapList(turn.messages, (message) => {
    const converted = mapParts(message, (part) =>
      part.type === 'toolResult' ? convertResult(part, open, seen, context) : part,
    );
    return converted.parts.length === 0 && message.parts.length > 0 ? null : converted;
  });
}

/**
 * Results that do not follow their call become text, since every provider refuses them; of several results of one call the
 * first is kept.
 */
export const convertOrphans: RepairPass = (request, context) => {
  const seen: Seen = { names: new Map(), answered: new Set() };
  const none: ReadonlySet<string> = new Set();
  let open = none;
  const messages = mapTurns(request.messages, (turn) => {
    if (turn.side === 'user') return convertTurn(turn, open, seen, context);
    const calls = listCalls(turn);
    for (const { id, name } of calls) seen.names.set(id, name);
    open = new Set(calls.map(({ id }) => id));
    return convertTurn(turn, none, seen, context);
  });
  return withMessages(request, messages);
};
