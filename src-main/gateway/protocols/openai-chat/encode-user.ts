import type { CanonicalPart } from '../canonical/part';
import type { CanonicalMessage } from '../canonical/request';
import { encodeMedia } from './encode-media';
import type { EncodeScope, WireMessage, WirePart } from './encode-scope';
import { encodeToolResult } from './encode-tool-result';
import { joinContent } from './join-content';

function encodeText(text: string, mark: WirePart = {}): readonly WirePart[] {
  return text === '' ? [] : [{ type: 'text', text, ...mark }];
}

function encodePart(part: CanonicalPart, path: string, scope: EncodeScope): readonly WirePart[] {
  switch (part.type) {
    case 'text':
      return encodeText(part.text, scope.mark(part.cache));
    case 'image':
    case 'document':
    case 'audio':
    case 'video':
      return [encodeMedia(part, path, scope)];
    case 'refusal':
      return encodeText(part.text);
    case 'serverTool':
      return encodeText(part.digest);
    case 'compaction':
      return encodeText(part.text ?? '');
    case 'opaque':
      return part.protocol === 'openai-chat' ? [part.raw] : [];
    // Results are messages of their own; calls and reasoning are the assistant's.
    case 'toolResult':
    case 'toolCall':
    case 'reasoning':
      return [];
  }
}

/** A turn of the user: a message for each tool result, then one for all else. */
export function encodeUser(
  message: CanonicalMessage,
  path: string,
  scope: EncodeScope,
): readonly WireMessage[] {
  const messages: WireMessage[] = [];
  const parts: WirePart[] = [];
  for (const [index, part] of message.parts.entries()) {
    if (part.type !== 'toolResult') continue;
    const result = encodeToolResult(part, `${path}.content.${index}`, scope);
    messages.push(result.message);
    parts.push(...result.media);
  }
  for (const [index, part] of message.parts.entries())
    parts.push(...encodePart(part, `${path}.content.${index}`, scope));

  if (parts.length > 0) {
    const { profile } = scope.target;
    const name = message.name === undefined || profile.dropNames ? {} : { name: message.name };
    messages.push({ role: 'user', content: joinContent(parts, profile.official ? null : '\n\n'), ...name });
  }
  return messages;
}
