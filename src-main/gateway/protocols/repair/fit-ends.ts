import type { CanonicalMessage } from '../canonical/request';
import { mapParts, withMessages } from './map-list';
import type { RepairContext, RepairPass } from './repair-pass';

const BEGINNING: CanonicalMessage = {
  role: 'user',
  parts: [{ type: 'text', text: '(conversation continues)' }],
};
const CONTINUATION: CanonicalMessage = {
  role: 'user',
  parts: [
    {
      type: 'text',
      text: 'Continue exactly from where your last message stopped, without repeating it.',
    },
  ],
};

/** A history that was cut may begin with the model, which these refuse. */
function beginsWithUser({ target }: RepairContext): boolean {
  return target.protocol === 'gemini' || target.protocol === 'anthropic-messages' || target.profile.alternate;
}

/** "final assistant content cannot end with trailing whitespace" */
function trimEnd(message: CanonicalMessage): CanonicalMessage {
  const last = message.parts.length - 1;
  return mapParts(message, (part, at) => {
    if (at !== last || part.type !== 'text') return part;
    const text = part.text.trimEnd();
    return text === part.text ? part : { ...part, text };
  });
}

function fitLast(
  messages: readonly CanonicalMessage[],
  { target, warn }: RepairContext,
): readonly CanonicalMessage[] {
  const last = messages.at(-1);
  if (last?.role !== 'assistant') return messages;
  if (target.profile.prefill === 'none') {
    warn('The model cannot continue an answer that was begun for it; it was asked to do so in words.');
    return [...messages, CONTINUATION];
  }
  const trimmed = target.protocol === 'anthropic-messages' ? trimEnd(last) : last;
  return trimmed === last ? messages : [...messages.slice(0, -1), trimmed];
}

/**
 * A conversation begins with the user, and ends with the model only where the provider lets an answer be begun for it: the
 * codec then marks that message as its profile says.
 */
export const fitEnds: RepairPass = (request, context) => {
  const messages = fitLast(request.messages, context);
  const cut = messages[0]?.role === 'assistant' && beginsWithUser(context);
  return withMessages(request, cut ? [BEGINNING, ...messages] : messages);
};
