import type { CanonicalMessage, Effort, SystemPart } from '../canonical/request';
import type { CanonicalPart, PartOrigin } from '../canonical/part';
import type { Warn } from '../canonical/codec';
import { readRecord, type JsonRecord } from '../json/read';
import { decodeCacheMark } from './decode-cache-mark';
import { decodeContent } from './decode-content';
import { decodeEffort } from './decode-reasoning';
import { invalidField, requireArray, requireRecord, requireString } from './read-field';

/** What clients send back of reasoning is theirs as it is; whose it was, only an envelope can tell. */
const UNKNOWN_ORIGIN: PartOrigin = { protocol: 'anthropic-messages', channelId: null, model: null };
const TOOL_CHANGES: ReadonlySet<unknown> = new Set(['tool_addition', 'tool_removal']);

export interface DecodedMessages {
  readonly system: readonly SystemPart[];
  readonly messages: readonly CanonicalMessage[];
  /** `tool_addition` and `tool_removal` blocks in order. */
  readonly toolChanges: readonly JsonRecord[];
  /** Set by the last system message that sets one. */
  readonly effort: Effort | null;
}

export function decodeSystem(system: unknown, path: string): SystemPart[] {
  if (system === undefined || system === null || system === '') return [];
  if (typeof system === 'string') return [{ text: system }];
  return requireArray(system, path).map((value, index) => {
    const blockPath = `${path}.${index}`;
    const block = requireRecord(value, blockPath);
    return { text: requireString(block, 'text', blockPath), ...decodeCacheMark(block['cache_control']) };
  });
}

interface SystemMessage {
  readonly parts: readonly SystemPart[];
  readonly toolChanges: readonly JsonRecord[];
}

function decodeSystemMessage(content: unknown, path: string): SystemMessage {
  if (!Array.isArray(content)) return { parts: decodeSystem(content, path), toolChanges: [] };
  const blocks = content.map((value, index) => requireRecord(value, `${path}.${index}`));
  const toolChanges = blocks.filter((block) => TOOL_CHANGES.has(block['type']));
  const texts =
    toolChanges.length === 0 ? blocks : blocks.filter((block) => !TOOL_CHANGES.has(block['type']));
  return { parts: decodeSystem(texts, path), toolChanges };
}

function convertSystemParts(parts: readonly SystemPart[]): readonly CanonicalPart[] {
  return parts.map((part) => ({ type: 'text', ...part }));
}

/**
 * Newer clients put instructions between the turns, and in them changes of the tools and of the effort that hold from there
 * on. A request only asks for the next turn, so their sum is what counts.
 */
export function decodeMessages(value: unknown, system: readonly SystemPart[], warn: Warn): DecodedMessages {
  const leading = [...system];
  const messages: CanonicalMessage[] = [];
  const toolChanges: JsonRecord[] = [];
  let effort: Effort | null = null;
  const items = requireArray(value, 'messages');
  if (items.length === 0) throw invalidField('messages', 'at least one message is required');
  for (const [index, item] of items.entries()) {
    const path = `messages.${index}`;
    const message = requireRecord(item, path);
    const { role, content } = message;
    if (role === 'user' || role === 'assistant') {
      messages.push({ role, parts: decodeContent(content, `${path}.content`, UNKNOWN_ORIGIN) });
      continue;
    }
    if (role !== 'system') throw invalidField(`${path}.role`, 'must be user, assistant or system');
    const decoded = decodeSystemMessage(content, `${path}.content`);
    toolChanges.push(...decoded.toolChanges);
    effort = decodeEffort(readRecord(message, 'output_config')) ?? effort;
    if (message['clear_at'] === 'next_user_message') {
      warn(`${path}.clear_at was left out: the instruction stays.`);
    }
    if (messages.length === 0) leading.push(...decoded.parts);
    else if (decoded.parts.length > 0) {
      messages.push({ role: 'system', parts: convertSystemParts(decoded.parts) });
    }
  }
  return { system: leading, messages, toolChanges, effort };
}
