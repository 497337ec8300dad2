import type { CanonicalMessage, CanonicalRequest } from '../../protocols/canonical/request';
import { dropNotes } from './drop-notes';

/** How a prompt names what shall answer it. */
export interface ModelTag {
  /** As it is written, with its angle brackets. */
  readonly text: string;
  /** What stands in it: `channel,model`, a channel or a model. */
  readonly wanted: string;
}

/** In the bytes of every request that has such a tag. */
export const MODEL_TAG_END = 'MODEL>';

/** `CCR-SUBAGENT-MODEL` is what prompts written for claude-code-router have. It begins a line. */
const TAG = /^[ \t]*(<(CCR-SUBAGENT|ROUTEX)-MODEL>([^<>\n]{1,400})<\/\2-MODEL>)/m;
const TAG_FIRST = new RegExp(TAG.source);

/**
 * The tag in the instructions of an agent, or at the start of the task that another agent gave it. Elsewhere the conversation
 * may hold one that somebody else has written, such as a file that was read, and it is none.
 */
export function findModelTag(request: CanonicalRequest, isSubagent: boolean): ModelTag | null {
  for (const { text } of request.system) {
    const tag = read(TAG.exec(text));
    if (tag !== null) return tag;
  }
  if (!isSubagent) return null;
  return read(TAG_FIRST.exec(readTask(request.messages)));
}

function readTask(messages: readonly CanonicalMessage[]): string {
  const first = messages.find(({ role }) => role === 'user');
  const texts = first?.parts.flatMap((part) => (part.type === 'text' ? [dropNotes(part.text)] : [])) ?? [];
  return texts.find((text) => text !== '') ?? '';
}

function read(match: RegExpExecArray | null): ModelTag | null {
  const wanted = match?.[3]?.trim() ?? '';
  return wanted === '' ? null : { text: match?.[1] ?? '', wanted };
}
