import type { CanonicalPart } from '../canonical/part';
import type { SystemPart } from '../canonical/request';
import { readText, type JsonRecord } from '../json/read';
import { decodeContent } from './decode-content';
import { omitAbsent } from '../json/omit-absent';
import type { InputState } from './input-state';
import { invalidField } from './invalid-field';

function selectTextParts(parts: readonly CanonicalPart[], path: string, state: InputState): SystemPart[] {
  return parts.flatMap((part) => {
    if (part.type === 'text')
      return part.text === '' ? [] : { text: part.text, ...omitAbsent({ cache: part.cache }) };
    state.context.warn(`${path}: ${part.type} in instructions was left out.`);
    return [];
  });
}

/** Before any message they are the leading instructions, later a message in its place. */
function addInstructions(parts: readonly CanonicalPart[], path: string, state: InputState): void {
  const texts = selectTextParts(parts, path, state);
  if (state.folder.hasMessages()) {
    const message = texts.map((part) => ({ type: 'text', ...part }) as const);
    if (message.length > 0) state.folder.addMessage({ role: 'system', parts: message });
  } else {
    for (const text of texts) state.system.push(text);
  }
}

export function addMessageItem(item: JsonRecord, path: string, state: InputState): void {
  const parts = decodeContent(item['content'], `${path}.content`);
  switch (item['role']) {
    case 'user':
      return state.folder.addMessage({ role: 'user', parts });
    case 'assistant':
      return state.folder.addAssistant(parts, readText(item, 'phase') ?? undefined);
    case 'system':
    case 'developer':
      return addInstructions(parts, `${path}.content`, state);
    default:
      throw invalidField(`${path}.role`, 'must be user, assistant, system or developer');
  }
}
