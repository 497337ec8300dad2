import type { CanonicalPart, ReasoningPart, ToolCallPart } from '../canonical/part';
import type { CanonicalMessage } from '../canonical/request';
import { isRecord, parseJson, type JsonRecord } from '../json/read';
import { describeMedia } from './encode-media';
import type { EncodeScope, WireMessage, WirePart } from './encode-scope';
import { encodeCall } from './encode-call';
import { joinContent } from './join-content';
import { omitAbsent } from '../json/omit-absent';
import { createThoughtSignature } from './thought-signature';

/** What a turn of the assistant comes to, by the place each has in the message. */
interface Turn {
  readonly texts: WirePart[];
  readonly refusals: string[];
  readonly reasoning: ReasoningPart[];
  readonly calls: ToolCallPart[];
  /** Signature of the last text that has one. */
  signature: string | undefined;
}

function addText(turn: Turn, text: string, mark: WirePart = {}): void {
  if (text !== '') turn.texts.push({ type: 'text', text, ...mark });
}

function addPart(turn: Turn, part: CanonicalPart, { mark, target }: EncodeScope): void {
  switch (part.type) {
    case 'text':
      addText(turn, part.text, mark(part.cache));
      turn.signature = part.signature ?? turn.signature;
      return;
    case 'refusal':
      if (target.profile.official) turn.refusals.push(part.text);
      else addText(turn, part.text);
      return;
    case 'reasoning':
      turn.reasoning.push(part);
      return;
    case 'toolCall':
      turn.calls.push(part);
      return;
    case 'serverTool':
      addText(turn, part.digest);
      return;
    case 'compaction':
      addText(turn, part.text ?? '');
      return;
    case 'image':
    case 'document':
    case 'audio':
    case 'video':
      addText(turn, describeMedia(part));
      return;
    // An assistant's message has no place for them.
    case 'opaque':
    case 'toolResult':
  }
}

function readTurn(message: CanonicalMessage, scope: EncodeScope): Turn {
  const turn: Turn = { texts: [], refusals: [], reasoning: [], calls: [], signature: undefined };
  for (const part of message.parts) addPart(turn, part, scope);
  return turn;
}

/** OpenRouter's details as they came: kept whole from a client of this protocol, as state from any other. */
function readDetails({ raw, state, origin }: ReasoningPart): readonly unknown[] {
  if (Array.isArray(raw)) return raw;
  if (state === undefined || state.kind === 'none' || origin.protocol !== 'openai-chat') return [];
  const parsed = parseJson(state.data);
  return Array.isArray(parsed) && parsed.every(isRecord) ? parsed : [];
}

function encodeReasoning({ reasoning }: Turn, { target }: EncodeScope): JsonRecord {
  const replay = target.profile.reasoningReplay;
  if (replay === 'never') return {};
  if (replay === 'details') {
    const details = reasoning.flatMap(readDetails);
    return details.length === 0 ? {} : { reasoning_details: details };
  }
  const text = reasoning.flatMap((part) => (part.text === '' ? [] : part.text)).join('\n\n');
  return text === '' ? {} : { reasoning_content: text };
}

function createContent({ texts, refusals, calls }: Turn): string | readonly WirePart[] | null {
  const content = joinContent(texts, '');
  return content === '' && (calls.length > 0 || refusals.length > 0) ? null : content;
}

/** The message; null for a turn of which nothing can be sent. */
export function encodeAssistant(message: CanonicalMessage, scope: EncodeScope): WireMessage | null {
  const turn = readTurn(message, scope);
  const content = createContent(turn);
  const reasoning = encodeReasoning(turn, scope);
  if (content === '' && Object.keys(reasoning).length === 0) return null;
  const { calls, refusals } = turn;
  return {
    role: 'assistant',
    content,
    ...omitAbsent({
      refusal: refusals.length === 0 ? undefined : refusals.join(''),
      name: scope.target.profile.dropNames ? undefined : message.name,
    }),
    ...reasoning,
    ...createThoughtSignature(turn.signature),
    ...(calls.length === 0 ? {} : { tool_calls: calls.map(encodeCall) }),
  };
}
