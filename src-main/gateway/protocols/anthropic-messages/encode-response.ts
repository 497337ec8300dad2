import { GatewayError } from '../../errors';
import type { AnswerContext, Warn } from '../canonical/codec';
import type { CanonicalPart, Citation } from '../canonical/part';
import type { CanonicalResponse } from '../canonical/response';
import { encodeCitation } from './convert-citation';
import { encodeFinish } from './encode-finish';
import { encodeReasoning, encodeToolCall } from './encode-parts';
import { encodeUsage } from './encode-usage';

const PROTOCOL = 'anthropic-messages';
export const MESSAGE_ID_CHARS = 24;

interface TextBlock {
  readonly type: 'text';
  text: string;
  citations: object[] | null;
}

/** Writes blocks, text that follows text into one. */
function createBlockList(warn: Warn) {
  const blocks: object[] = [];
  let open: TextBlock | null = null;

  function addText(text: string, citations: readonly Citation[]): void {
    if (text === '' && citations.length === 0) return;
    if (open === null) {
      open = { type: 'text', text: '', citations: null };
      blocks.push(open);
    }
    open.text += text;
    if (citations.length > 0) (open.citations ??= []).push(...citations.map(encodeCitation));
  }

  function addBlock(block: object): void {
    open = null;
    blocks.push(block);
  }

  return {
    blocks,
    add(part: CanonicalPart): void {
      switch (part.type) {
        case 'text':
          addText(part.text, part.citations ?? []);
          return;
        case 'refusal':
          addText(part.text, []);
          return;
        case 'reasoning':
          addBlock(encodeReasoning(part));
          return;
        case 'toolCall':
          addBlock(encodeToolCall(part, warn));
          return;
        case 'serverTool':
          // Of another provider's tools the answer itself tells enough.
          if (part.protocol === PROTOCOL) addBlock(part.raw);
          return;
        default:
          warn(`${part.type} in the answer was left out: Anthropic's protocol has no place for it.`);
      }
    },
  };
}

/** @throws {GatewayError} `server_error` for an answer that failed before it said anything */
export function encodeResponse(response: CanonicalResponse, context: AnswerContext): object {
  const { request, newId, warn } = context;
  const list = createBlockList(warn);
  for (const part of response.parts) list.add(part);
  if (response.finish.reason === 'malformed') {
    const told = response.finish.message ?? 'the model gave an answer that cannot be read';
    if (list.blocks.length === 0) throw new GatewayError('server_error', told, { retryable: true });
    warn(`The answer ended early: ${told}.`);
  }
  const hasCalls = response.parts.some((part) => part.type === 'toolCall');
  return {
    id: `msg_${newId(MESSAGE_ID_CHARS)}`,
    type: 'message',
    role: 'assistant',
    model: request.model,
    content: list.blocks,
    ...encodeFinish(response.finish, hasCalls),
    usage: encodeUsage(response.usage),
  };
}
