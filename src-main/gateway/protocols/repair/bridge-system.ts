import type { CanonicalPart, TextPart } from '../canonical/part';
import type { CanonicalMessage, CanonicalRequest, SystemPart } from '../canonical/request';
import { wrapReminder } from '../canonical/wrap-reminder';
import { withMessages } from './map-list';
import type { RepairContext, RepairPass } from './repair-pass';

function wrapParts(message: CanonicalMessage): readonly CanonicalPart[] {
  return message.parts.map((part) =>
    part.type === 'text' ? { ...part, text: wrapReminder(part.text) } : part,
  );
}

/** Gemini has no place at all for instructions in the middle. */
function selectMode({ target }: RepairContext): 'keep' | 'user' | 'hoist' {
  const { midSystem } = target.profile;
  return midSystem === 'keep' && target.protocol === 'gemini' ? 'user' : midSystem;
}

interface Joined {
  readonly message: CanonicalMessage;
  readonly before: readonly CanonicalPart[];
  readonly after: CanonicalPart[];
}

function joinParts({ message, before, after }: Joined): CanonicalMessage {
  if (before.length === 0 && after.length === 0) return message;
  return { ...message, parts: [...before, ...message.parts, ...after] };
}

/** Instructions join the user's message before them, so that it stays the same when the conversation goes on. */
function tellByUser(messages: readonly CanonicalMessage[]): readonly CanonicalMessage[] {
  const told: Joined[] = [];
  let waiting: CanonicalPart[] = [];
  const tellWaiting = (): void => {
    if (waiting.length > 0) told.push({ message: { role: 'user', parts: [] }, before: waiting, after: [] });
    waiting = [];
  };
  for (const message of messages) {
    const last = told.at(-1);
    if (message.role === 'system') {
      const place = last?.message.role === 'user' ? last.after : waiting;
      for (const part of wrapParts(message)) place.push(part);
      continue;
    }
    if (message.role === 'assistant') tellWaiting();
    told.push({ message, before: waiting, after: [] });
    waiting = [];
  }
  tellWaiting();
  return told.map(joinParts);
}

function hoist(request: CanonicalRequest): CanonicalRequest {
  const instructions = request.messages
    .filter(({ role }) => role === 'system')
    .flatMap(({ parts }) => parts.filter((part): part is TextPart => part.type === 'text'))
    .map(({ text, cache }): SystemPart => ({ text, ...(cache === undefined ? {} : { cache }) }));
  return {
    ...request,
    system: [...request.system, ...instructions],
    messages: request.messages.filter(({ role }) => role !== 'system'),
  };
}

/** Moves instructions in the middle of a conversation to where the target can have them. */
export const bridgeSystem: RepairPass = (request, context) => {
  const mode = selectMode(context);
  if (mode === 'keep' || request.messages.every(({ role }) => role !== 'system')) return request;
  return mode === 'hoist' ? hoist(request) : withMessages(request, tellByUser(request.messages));
};
