import type { CanonicalMessage, SystemPart } from '../canonical/request';
import { encodeAssistant } from './encode-assistant';
import type { EncodeScope, WireMessage } from './encode-scope';
import { encodeUser } from './encode-user';
import { joinContent } from './join-content';

/** What an assistant says where the provider wants one between a tool's result and the user (Mistral). */
const BRIDGE: WireMessage = { role: 'assistant', content: 'OK.' };

function encodeSystem(parts: readonly SystemPart[], { mark, target }: EncodeScope): WireMessage | null {
  const texts = parts.map(({ text, cache }) => ({ type: 'text', text, ...mark(cache) }));
  if (texts.length === 0) return null;
  return { role: target.profile.systemRole, content: joinContent(texts, '\n\n') };
}

const listMessage = (message: WireMessage | null): readonly WireMessage[] =>
  message === null ? [] : [message];

function encodeMessage(message: CanonicalMessage, path: string, scope: EncodeScope): readonly WireMessage[] {
  switch (message.role) {
    case 'user':
      return encodeUser(message, path, scope);
    case 'assistant':
      return listMessage(encodeAssistant(message, scope));
    case 'system':
      return listMessage(
        encodeSystem(
          message.parts.filter((part) => part.type === 'text'),
          scope,
        ),
      );
  }
}

/** How the provider is told that the last message is the beginning of the answer. */
function markPrefill(messages: WireMessage[], { target }: EncodeScope): void {
  const { prefill } = target.profile;
  const last = messages.at(-1);
  if (last?.['role'] !== 'assistant' || (prefill !== 'prefix' && prefill !== 'partial')) return;
  messages[messages.length - 1] = { ...last, [prefill]: true };
}

export function encodeMessages(scope: EncodeScope): readonly WireMessage[] {
  const { system, messages } = scope.request;
  const bridged = scope.target.profile.assistantAfterTool;
  const encoded: WireMessage[] = [];
  const first = encodeSystem(system, scope);
  if (first !== null) encoded.push(first);
  for (const [index, message] of messages.entries()) {
    for (const wire of encodeMessage(message, `messages.${index}`, scope)) {
      // Media of a result make a turn of the user that is not there before.
      if (bridged && wire['role'] === 'user' && encoded.at(-1)?.['role'] === 'tool') encoded.push(BRIDGE);
      encoded.push(wire);
    }
  }
  markPrefill(encoded, scope);
  return encoded;
}
