import type { CanonicalPart, ReasoningPart, ToolCallPart } from '../canonical/part';
import type { CanonicalMessage } from '../canonical/request';
import { encodeInputContent, type Breakpoints } from './encode-content';
import { encodeToolOutput } from './encode-tool-output';
import { isItemLabel } from './item-label';

const PROTOCOL = 'openai-responses';
const NO_ARGUMENTS = '{}';
const ROLES = { user: 'user', assistant: 'assistant', system: 'developer' } as const;

/**
 * The provider cannot find an item again that it did not store. Its id is left out, as those of all items: the provider
 * compares it with what it encrypted, and the client may know the item by another.
 */
function encodeReasoning({ text, summary, state }: ReasoningPart): object | null {
  if (state === undefined || state.data === '') return null;
  const pieces = summary ?? (text === '' ? [] : [text]);
  return {
    type: 'reasoning',
    summary: pieces.map((piece) => ({ type: 'summary_text', text: piece })),
    encrypted_content: state.data,
  };
}

function encodeCall({ id, name, namespace, args, custom }: ToolCallPart): object {
  const inNamespace = namespace === undefined ? {} : { namespace };
  if (custom === true) return { type: 'custom_tool_call', call_id: id, name, ...inNamespace, input: args };
  return {
    type: 'function_call',
    call_id: id,
    name,
    ...inNamespace,
    arguments: args === '' ? NO_ARGUMENTS : args,
  };
}

/** What stands as an item of its own wherever it is; null for content of a message. */
function encodeOwnItem(part: CanonicalPart, path: string, breakpoints: Breakpoints): object | null {
  switch (part.type) {
    case 'reasoning':
      return encodeReasoning(part);
    case 'toolCall':
      return encodeCall(part);
    case 'toolResult':
      return encodeToolOutput(part, path, breakpoints);
    case 'serverTool':
    case 'compaction':
      return part.protocol === PROTOCOL ? part.raw : null;
    case 'opaque':
      return part.protocol === PROTOCOL && isItemLabel(part.label) ? part.raw : null;
    default:
      return null;
  }
}

/** What the model said, as it says it. */
function encodeOutputContent(part: CanonicalPart): object | null {
  switch (part.type) {
    case 'text':
      return { type: 'output_text', text: part.text, annotations: [] };
    case 'refusal':
      return { type: 'refusal', refusal: part.text };
    case 'opaque':
      return part.protocol === PROTOCOL ? part.raw : null;
    default:
      return null;
  }
}

function encodeMessage(
  { role, phase, parts }: CanonicalMessage,
  path: string,
  breakpoints: Breakpoints,
  items: object[],
): void {
  const inPhase = role === 'assistant' && phase !== undefined ? { phase } : {};
  let content: object[] = [];

  function flush(): void {
    if (content.length > 0) items.push({ type: 'message', role: ROLES[role], content, ...inPhase });
    content = [];
  }

  parts.forEach((part, index) => {
    const partPath = `${path}.${index}`;
    const item = encodeOwnItem(part, partPath, breakpoints);
    if (item !== null) {
      flush();
      items.push(item);
      return;
    }
    const encoded =
      role === 'assistant' ? encodeOutputContent(part) : encodeInputContent(part, partPath, breakpoints);
    if (encoded !== null) content.push(encoded);
  });
  flush();
}

/** The conversation as items, each part in its place. */
export function encodeInput(messages: readonly CanonicalMessage[], breakpoints: Breakpoints): object[] {
  const items: object[] = [];
  messages.forEach((message, index) => {
    encodeMessage(message, `messages.${index}.content`, breakpoints, items);
  });
  return items;
}
