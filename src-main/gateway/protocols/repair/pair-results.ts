import type { CanonicalMessage } from '../canonical/request';
import type { ToolCallPart, ToolResultPart } from '../canonical/part';
import { deriveToolId } from '../tools/fit-tool-id';
import { createOpenCalls, type OpenCall, type OpenCalls } from './create-open-calls';
import { mapList, mapParts, withMessages } from './map-list';
import type { RepairPass } from './repair-pass';
import { listResults, mapTurns, type Turn } from './select-turns';

/** Gives each call an id no other call of the conversation has: the same one each time the conversation comes. */
function createIdGiver(): (call: ToolCallPart) => string {
  const given = new Set<string>();
  let count = 0;
  return ({ id, name }) => {
    count += 1;
    let unique = id;
    for (let round = 0; unique === '' || given.has(unique); round += 1) {
      unique = deriveToolId(`${id}\n${name}\n${count}\n${round}`);
    }
    given.add(unique);
    return unique;
  };
}

function openCalls(
  turn: Turn,
  giveId: (call: ToolCallPart) => string,
): { messages: readonly CanonicalMessage[]; open: OpenCalls } {
  const open = createOpenCalls();
  const messages = mapList(turn.messages, (message) =>
    mapParts(message, (part) => {
      if (part.type !== 'toolCall') return part;
      const id = giveId(part);
      open.add({ id, part, answered: false });
      return id === part.id ? part : { ...part, id };
    }),
  );
  return { messages, open };
}

/** Calls for the results, in their order. Those that name their call choose first. */
function assignCalls(results: readonly ToolResultPart[], open: OpenCalls): readonly (OpenCall | null)[] {
  const named = results.map(({ callId }) => (callId === '' ? null : open.takeById(callId)));
  return results.map(({ callId, name }, at) => (callId === '' ? open.takeNext(name) : (named[at] ?? null)));
}

function pairResult(result: ToolResultPart, call: OpenCall | null): ToolResultPart {
  if (call === null) return result;
  const custom = call.part.custom === true;
  if (result.callId === call.id && (result.custom === true) === custom) return result;
  const { custom: _custom, ...rest } = result;
  return { ...rest, callId: call.id, ...(custom ? { custom } : {}) };
}

function pairTurn(turn: Turn, open: OpenCalls): readonly CanonicalMessage[] {
  const calls = assignCalls(listResults(turn), open);
  let at = 0;
  return mapList(turn.messages, (message) =>
    mapParts(message, (part) => {
      if (part.type !== 'toolResult') return part;
      const call = calls[at] ?? null;
      at += 1;
      return pairResult(part, call);
    }),
  );
}

/**
 * Finds the call of each result, and makes the calls' ids unique. Calls and results that come without ids, under the
 * ids of their items, or under ids used before are matched within the turn that follows the calls.
 */
export const pairResults: RepairPass = (request) => {
  const giveId = createIdGiver();
  let open = createOpenCalls();
  const messages = mapTurns(request.messages, (turn) => {
    if (turn.side === 'user') return pairTurn(turn, open);
    const opened = openCalls(turn, giveId);
    ({ open } = opened);
    return opened.messages;
  });
  return withMessages(request, messages);
};
