import type {
  CanonicalPart,
  PartOrigin,
  ReasoningPart,
  ToolCallPart,
  ToolResultPart,
} from '../canonical/part';
import { isRecord, readArray, readText, type JsonRecord } from '../json/read';
import { decodeCitations } from './convert-citation';
import { decodeCacheMark } from './decode-cache-mark';
import { decodeDocument, decodeImage } from './decode-media';
import { digestServerTool } from './digest-server-tool';
import { invalidField, requireRecord, requireString, requireText } from './read-field';

const PROTOCOL = 'anthropic-messages';
/** A tool the provider ran, or what came of it (`web_search_tool_result`, `mcp_tool_use` …). */
const SERVER_TOOL = /^server_tool_use$|._tool_(?:use|result)$/;

export function isServerToolBlock(type: string): boolean {
  return SERVER_TOOL.test(type);
}

/** The JSON text of a call's input. Some send the text itself. */
export function decodeToolInput(input: unknown): string {
  if (typeof input === 'string') return input;
  if (input === undefined || input === null) return '';
  return isRecord(input) && Object.keys(input).length === 0 ? '' : JSON.stringify(input);
}

function decodeText(block: JsonRecord, path: string): CanonicalPart {
  const citations = decodeCitations(block['citations']);
  return {
    type: 'text',
    text: requireString(block, 'text', path),
    ...(citations.length > 0 && { citations }),
    ...decodeCacheMark(block['cache_control']),
  };
}

function decodeThinking(block: JsonRecord, origin: PartOrigin): ReasoningPart {
  const text = readText(block, 'thinking') ?? '';
  const signature = readText(block, 'signature');
  if (signature === null) return { type: 'reasoning', text, origin };
  return { type: 'reasoning', text, state: { kind: 'signature', data: signature }, origin };
}

function decodeRedacted(block: JsonRecord, origin: PartOrigin): ReasoningPart {
  const state = { kind: 'redacted', data: readText(block, 'data') ?? '' } as const;
  return { type: 'reasoning', text: '', state, origin };
}

function decodeToolUse(block: JsonRecord, path: string): ToolCallPart {
  return {
    type: 'toolCall',
    id: readText(block, 'id') ?? '',
    name: requireText(block, 'name', path),
    args: decodeToolInput(block['input']),
    ...decodeCacheMark(block['cache_control']),
  };
}

/** No other protocol has these: the text stays, the citations that could point into it are lost. */
function decodeSearchResult(block: JsonRecord): CanonicalPart {
  const head = [readText(block, 'title'), readText(block, 'source')].filter((line) => line !== null);
  const texts = readArray(block, 'content').map((item) => readText(item, 'text'));
  return {
    type: 'text',
    text: [head.join('\n'), ...texts].filter((text) => text !== null && text !== '').join('\n\n'),
    ...decodeCacheMark(block['cache_control']),
  };
}

function decodeCompaction(block: JsonRecord): CanonicalPart {
  return { type: 'compaction', protocol: PROTOCOL, raw: block, text: readText(block, 'content') };
}

function decodeToolResult(block: JsonRecord, path: string): ToolResultPart {
  const content = decodeParts(block['content'], `${path}.content`, decodeResultBlock);
  return {
    type: 'toolResult',
    callId: readText(block, 'tool_use_id') ?? '',
    content,
    ...(block['is_error'] === true && { isError: true }),
    ...decodeCacheMark(block['cache_control']),
  };
}

type DecodeBlock = (block: JsonRecord, type: string, path: string) => readonly CanonicalPart[];

/** What may stand in a tool's result too. Results nest no further. */
const decodeResultBlock: DecodeBlock = (block, type, path) => {
  switch (type) {
    case 'text':
      return [decodeText(block, path)];
    case 'image':
      return [decodeImage(block, path)];
    case 'document':
      return decodeDocument(block, path);
    case 'search_result':
      return [decodeSearchResult(block)];
    default:
      return [{ type: 'opaque', protocol: PROTOCOL, raw: block, label: type }];
  }
};

function decodeMessageBlock(
  block: JsonRecord,
  type: string,
  path: string,
  origin: PartOrigin,
): readonly CanonicalPart[] {
  switch (type) {
    case 'thinking':
      return [decodeThinking(block, origin)];
    case 'redacted_thinking':
      return [decodeRedacted(block, origin)];
    case 'tool_use':
      return [decodeToolUse(block, path)];
    case 'tool_result':
      return [decodeToolResult(block, path)];
    case 'compaction':
      return [decodeCompaction(block)];
    default:
      return isServerToolBlock(type)
        ? [{ type: 'serverTool', protocol: PROTOCOL, raw: block, digest: digestServerTool(block) }]
        : decodeResultBlock(block, type, path);
  }
}

function decodeParts(content: unknown, path: string, decodeBlock: DecodeBlock): CanonicalPart[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  if (content === undefined || content === null) return [];
  if (!Array.isArray(content)) throw invalidField(path, 'a string or an array is required');
  return content.flatMap((value, index) => {
    const blockPath = `${path}.${index}`;
    const block = requireRecord(value, blockPath);
    const type = readText(block, 'type');
    if (type === null) throw invalidField(`${blockPath}.type`, 'a string is required');
    return decodeBlock(block, type, blockPath);
  });
}

/** The content of a message, of a request or an answer. */
export function decodeContent(content: unknown, path: string, origin: PartOrigin): readonly CanonicalPart[] {
  return decodeParts(content, path, (block, type, at) => decodeMessageBlock(block, type, at, origin));
}
