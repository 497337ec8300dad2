import type { CanonicalMessage } from '../canonical/request';
import { withMessages } from './map-list';
import type { RepairPass } from './repair-pass';

const BRIDGE: CanonicalMessage = { role: 'assistant', parts: [{ type: 'text', text: 'OK.' }] };

function endsWithResult(message: CanonicalMessage | undefined): boolean {
  return message?.role === 'user' && message.parts.at(-1)?.type === 'toolResult';
}

/** Results come first in a message, so that there is one place at most to split it. */
function splitMessage(message: CanonicalMessage): readonly CanonicalMessage[] {
  const at = message.parts.findLastIndex(({ type }) => type === 'toolResult') + 1;
  if (message.role !== 'user' || at === 0 || at === message.parts.length) return [message];
  return [
    { ...message, parts: message.parts.slice(0, at) },
    { ...message, parts: message.parts.slice(at) },
  ];
}

/** Mistral's templates want the model to say something between a tool's result and the user. */
export const bridgeToolUser: RepairPass = (request, { target }) => {
  if (!target.profile.assistantAfterTool) return request;
  const messages: CanonicalMessage[] = [];
  for (const message of request.messages.flatMap(splitMessage)) {
    if (message.role === 'user' && endsWithResult(messages.at(-1))) messages.push(BRIDGE);
    messages.push(message);
  }
  return withMessages(request, messages.length === request.messages.length ? request.messages : messages);
};
