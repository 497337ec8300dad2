import type { Warn } from '../canonical/codec';
import type { CanonicalPart, ReasoningPart, TextPart, ToolCallPart, ToolResultPart } from '../canonical/part';
import { encodeDocument, encodeImage } from './encode-media';
import type { EncodeScope } from './encode-scope';
import { parseToolInput } from './parse-tool-input';

const PROTOCOL = 'anthropic-messages';
const VISIBLE = /\S/;

/** Anthropic refuses text that is empty or nothing but space. */
function encodeText(text: string, cache: TextPart['cache'], { marks }: EncodeScope): readonly object[] {
  return VISIBLE.test(text) ? [{ type: 'text', text, ...marks.write(cache) }] : [];
}

export function encodeReasoning({ text, state }: ReasoningPart): object {
  return state?.kind === 'redacted'
    ? { type: 'redacted_thinking', data: state.data }
    : { type: 'thinking', thinking: text, signature: state?.data ?? '' };
}

export function encodeToolCall({ id, name, args }: ToolCallPart, warn: Warn): object {
  return { type: 'tool_use', id, name, input: parseToolInput(args, name, warn) };
}

function encodeResultContent(part: ToolResultPart, scope: EncodeScope): string | readonly object[] | null {
  const [first, ...others] = part.content;
  if (first === undefined) return part.structured === undefined ? null : JSON.stringify(part.structured);
  if (first.type === 'text' && others.length === 0 && first.cache === undefined) {
    return VISIBLE.test(first.text) ? first.text : null;
  }
  const blocks = encodeParts(part.content, scope);
  return blocks.length === 0 ? null : blocks;
}

function encodeToolResult(part: ToolResultPart, scope: EncodeScope): object {
  const content = encodeResultContent(part, scope);
  return {
    type: 'tool_result',
    tool_use_id: part.callId,
    ...(content !== null && { content }),
    ...(part.isError === true && { is_error: true }),
    ...scope.marks.write(part.cache),
  };
}

type NativePart = Extract<CanonicalPart, { readonly type: 'serverTool' | 'compaction' | 'opaque' }>;

/** As it came, save a cache mark: those are counted. What other protocols know of has been put into words before. */
function encodeNative({ protocol, raw }: NativePart): readonly object[] {
  if (protocol !== PROTOCOL) return [];
  const { cache_control: _mark, ...block } = raw;
  return [block];
}

function encodePart(part: CanonicalPart, scope: EncodeScope): readonly object[] {
  switch (part.type) {
    case 'text':
      return encodeText(part.text, part.cache, scope);
    case 'refusal':
      return encodeText(part.text, undefined, scope);
    case 'image':
      return [encodeImage(part, scope)];
    case 'document':
      return [encodeDocument(part, scope)];
    case 'reasoning':
      return [encodeReasoning(part)];
    case 'toolCall':
      return [{ ...encodeToolCall(part, scope.warn), ...scope.marks.write(part.cache) }];
    case 'toolResult':
      return [encodeToolResult(part, scope)];
    case 'serverTool':
    case 'compaction':
    case 'opaque':
      return encodeNative(part);
    case 'audio':
    case 'video':
      // Refused, or put into words, before.
      return [];
  }
}

export function encodeParts(parts: readonly CanonicalPart[], scope: EncodeScope): readonly object[] {
  return parts.flatMap((part) => encodePart(part, scope));
}
