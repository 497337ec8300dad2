import type { ToolCallPart, ToolResultPart } from '../canonical/part';
import type { CanonicalMessage } from '../canonical/request';
import { withMessages } from './map-list';
import type { RepairPass } from './repair-pass';
import { listCalls, listResults, selectTurns, type Turn } from './select-turns';

const UNAVAILABLE = 'Tool result unavailable; do not assume the call ran.';

function createMissingResult({ id, name, custom }: ToolCallPart): ToolResultPart {
  const content = [{ type: 'text', text: UNAVAILABLE }] as const;
  return {
    type: 'toolResult',
    callId: id,
    name,
    content,
    isError: true,
    ...(custom === true ? { custom } : {}),
  };
}

function listMissing(calls: readonly ToolCallPart[], answer: Turn | undefined): readonly ToolResultPart[] {
  const answered = new Set(answer === undefined ? [] : listResults(answer).map(({ callId }) => callId));
  return calls.filter(({ id }) => !answered.has(id)).map(createMissingResult);
}

function addResults(
  messages: readonly CanonicalMessage[],
  results: readonly ToolResultPart[],
): readonly CanonicalMessage[] {
  const [first, ...rest] = messages;
  if (first?.role !== 'user') return [{ role: 'user', parts: results }, ...messages];
  return [{ ...first, parts: [...results, ...first.parts] }, ...rest];
}

/** Gives calls that were never answered (interrupted, cut from the history) a result that says so. */
export const fillResults: RepairPass = (request) => {
  const turns = selectTurns(request.messages);
  const filled: CanonicalMessage[] = [];
  let missing: readonly ToolResultPart[] = [];
  let same = true;
  for (const [at, turn] of turns.entries()) {
    const messages = missing.length === 0 ? turn.messages : addResults(turn.messages, missing);
    for (const message of messages) filled.push(message);
    missing = turn.side === 'user' ? [] : listMissing(listCalls(turn), turns[at + 1]);
    if (missing.length > 0) same = false;
  }
  if (missing.length > 0) filled.push({ role: 'user', parts: missing });
  return withMessages(request, same ? request.messages : filled);
};
