import type { CanonicalPart } from '../canonical/part';
import type { CanonicalMessage } from '../canonical/request';
import { omitAbsent } from '../json/omit-absent';

interface OpenMessage {
  readonly role: 'user' | 'assistant';
  readonly parts: CanonicalPart[];
  phase: string | undefined;
}

/** Makes turns of items: what the model said and called is one message, and so are the results that follow. */
export interface MessageFolder {
  /** A part of the assistant's turn. */
  addAssistant(parts: readonly CanonicalPart[], phase?: string): void;
  /** What the client ran for the model: such items in a row are one message. */
  addResult(part: CanonicalPart): void;
  /** A message of its own. */
  addMessage(message: CanonicalMessage): void;
  hasMessages(): boolean;
  inAssistantTurn(): boolean;
  /** All messages in their order; the folder is done with. */
  finish(): readonly CanonicalMessage[];
}

export function createMessageFolder(): MessageFolder {
  const messages: CanonicalMessage[] = [];
  let open: OpenMessage | null = null;

  function close(): void {
    if (open === null) return;
    messages.push({ role: open.role, parts: open.parts, ...omitAbsent({ phase: open.phase }) });
    open = null;
  }

  function enter(role: OpenMessage['role']): OpenMessage {
    if (open?.role === role) return open;
    close();
    open = { role, parts: [], phase: undefined };
    return open;
  }

  return {
    addAssistant(parts, phase) {
      // A message has one phase: commentary and final answer stay apart.
      if (phase !== undefined && open?.phase !== undefined && open.phase !== phase) close();
      const message = enter('assistant');
      message.phase ??= phase;
      for (const part of parts) message.parts.push(part);
    },
    addResult(part) {
      enter('user').parts.push(part);
    },
    addMessage(message) {
      close();
      messages.push(message);
    },
    hasMessages: () => open !== null || messages.length > 0,
    inAssistantTurn: () => open?.role === 'assistant',
    finish() {
      close();
      return messages;
    },
  };
}
