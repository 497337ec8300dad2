import type { CanonicalMessage } from '../canonical/request';
import { withMessages } from './map-list';
import type { RepairContext, RepairPass } from './repair-pass';

function mustAlternate({ target }: RepairContext): boolean {
  return target.protocol === 'gemini' || target.profile.alternate;
}

function hasCall({ parts }: CanonicalMessage): boolean {
  return parts.some(({ type }) => type === 'toolCall');
}

/** Joins messages of one side; what names only one of them is not said of all. */
function mergeMessages(group: readonly CanonicalMessage[]): CanonicalMessage {
  const [first] = group;
  if (first === undefined || group.length === 1) return first ?? { role: 'user', parts: [] };
  const { name, phase } = first;
  return {
    role: first.role,
    parts: group.flatMap(({ parts }) => parts),
    ...(name !== undefined && group.every((each) => each.name === name) ? { name } : {}),
    ...(phase !== undefined && group.every((each) => each.phase === phase) ? { phase } : {}),
  };
}

/**
 * Joins consecutive messages of one side where the provider wants turns to alternate. Elsewhere only what the model said
 * after a call is joined to it, so that results follow their calls directly; OpenAI Responses needs not even that.
 */
export const mergeTurns: RepairPass = (request, context) => {
  const always = mustAlternate(context);
  const never = !always && context.target.protocol === 'openai-responses';
  if (never) return request;
  const groups: CanonicalMessage[][] = [];
  let called = false;
  for (const message of request.messages) {
    const last = groups.at(-1);
    const joins = message.role !== 'system' && message.role === last?.[0]?.role;
    if (joins && last !== undefined && (always || (called && message.role === 'assistant'))) {
      last.push(message);
      called ||= hasCall(message);
    } else {
      groups.push([message]);
      called = hasCall(message);
    }
  }
  if (groups.length === request.messages.length) return request;
  return withMessages(request, groups.map(mergeMessages));
};
