import type { CanonicalPart, ToolResultPart } from '../canonical/part';
import { encodeMedia } from './encode-media';
import type { EncodeScope, WireMessage, WirePart } from './encode-scope';

export interface EncodedResult {
  readonly message: WireMessage;
  /** What a tool message cannot hold, each with a label before it: for the user message that follows. */
  readonly media: readonly WirePart[];
}

const NO_OUTPUT = '(no output)';
const HEAD_CHARS = 100;
/** The text says by itself that something failed. */
const TELLS_ERROR = /^\W{0,3}(?:\w{0,40}error|\w{0,40}exception|traceback|fail(?:ed|ure))/i;

function readPlainText(part: CanonicalPart): string | null {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text;
    case 'serverTool':
      return part.digest;
    default:
      return null;
  }
}

function createText(result: ToolResultPart, lines: readonly string[]): string {
  const empty = lines.length === 0 && result.structured !== undefined;
  const text = empty ? JSON.stringify(result.structured) : lines.join('\n');
  if (text === '') return result.isError === true ? 'Error: (no output)' : NO_OUTPUT;
  const tells = TELLS_ERROR.test(text.slice(0, HEAD_CHARS));
  return result.isError === true && !tells ? `Error: ${text}` : text;
}

export function encodeToolResult(result: ToolResultPart, path: string, scope: EncodeScope): EncodedResult {
  const lines: string[] = [];
  const media: WirePart[] = [];
  const counts = new Map<string, number>();

  function addMedia(type: string, encoded: WirePart): void {
    const number = (counts.get(type) ?? 0) + 1;
    counts.set(type, number);
    lines.push(`[${type} ${number} of this result follows in the next message]`);
    media.push({ type: 'text', text: `[${type} ${number} of the result of ${result.callId}]` }, encoded);
  }

  for (const [index, part] of result.content.entries()) {
    const text = readPlainText(part);
    if (text !== null) {
      if (text !== '') lines.push(text);
    } else if (
      part.type === 'image' ||
      part.type === 'document' ||
      part.type === 'audio' ||
      part.type === 'video'
    ) {
      // Marks within a result are not counted among those of the request.
      const encoded = encodeMedia(part, `${path}.content.${index}`, { ...scope, mark: () => ({}) });
      if (encoded['type'] === 'text') lines.push(String(encoded['text']));
      else addMedia(part.type, encoded);
    } else {
      scope.warn(`${path}.content.${index}: ${part.type === 'opaque' ? part.label : part.type} was left out`);
    }
  }

  const text = createText(result, lines);
  const mark = scope.mark(result.cache);
  const marked = Object.keys(mark).length > 0;
  const content = marked ? [{ type: 'text', text, ...mark }] : text;
  return { message: { role: 'tool', tool_call_id: result.callId, content }, media };
}
