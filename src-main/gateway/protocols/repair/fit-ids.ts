import type { ToolCallPart } from '../canonical/part';
import { createKimiToolId, fitToolId } from '../tools/fit-tool-id';
import { mapList, mapParts, withMessages } from './map-list';
import type { RepairContext, RepairPass } from './repair-pass';

const KIMI_ID = /^functions\..+:\d+$/;

/** The id the target itself gave the call, if it did. */
function findOriginal(id: string, { calls, target }: RepairContext): string | null {
  const known = calls.find(id);
  return known !== null && known.channelId === target.channelId && known.originalId !== ''
    ? known.originalId
    : null;
}

function* listCandidates(call: ToolCallPart, index: number, context: RepairContext): Generator<string> {
  const original = findOriginal(call.id, context);
  if (original !== null) yield original;
  if (context.target.profile.toolIdStyle === 'kimi') {
    if (KIMI_ID.test(call.id)) yield call.id;
    for (let at = index; ; at += 1) yield createKimiToolId(call.name, at);
  }
  for (let round = 0; ; round += 1) yield fitToolId(call.id, context.target, round);
}

function selectId(
  call: ToolCallPart,
  index: number,
  used: ReadonlySet<string>,
  context: RepairContext,
): string {
  for (const id of listCandidates(call, index, context)) if (!used.has(id)) return id;
  return call.id;
}

/**
 * Gives calls ids the target takes, and their results the same: those it gave them itself where that is known, else
 * derived ones that stay the same from turn to turn.
 */
export const fitIds: RepairPass = (request, context) => {
  const fitted = new Map<string, string>();
  const used = new Set<string>();
  const messages = mapList(request.messages, (message) =>
    mapParts(message, (part) => {
      if (part.type === 'toolResult') {
        const callId = fitted.get(part.callId) ?? part.callId;
        return callId === part.callId ? part : { ...part, callId };
      }
      if (part.type !== 'toolCall') return part;
      context.draft.usedIds.add(part.id);
      const id = selectId(part, used.size, used, context);
      used.add(id);
      fitted.set(part.id, id);
      return id === part.id ? part : { ...part, id };
    }),
  );
  return withMessages(request, messages);
};
