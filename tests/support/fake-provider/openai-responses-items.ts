import { mintId } from './encoder';
import type { EncodeContext } from './encoder';
import type { JsonObject } from './json';
import type { ReplyStop, ResolvedPart, ResolvedReply } from './reply';
import { splitText } from './split-text';

const ITEM_ID_LENGTH = 40;
const CALL_ID_LENGTH = 24;

/** One entry of `output`: as it is announced, what is streamed of it, and as it is when done. */
export interface OutputItem {
  readonly added: JsonObject;
  readonly done: JsonObject;
  /** `type` without its `response.` prefix, the other fields without those that every item event has. */
  readonly events: readonly (JsonObject & { readonly type: string })[];
}

export function outputItems(reply: ResolvedReply, context: EncodeContext): OutputItem[] {
  const lastIndex = reply.parts.length - 1;
  return reply.parts.map((part, index) => {
    // Only the item being written when the limit hit is left unfinished.
    const status = reply.stop === 'length' && index === lastIndex ? 'incomplete' : 'completed';
    switch (part.kind) {
      case 'thinking':
        return reasoningItem(part, index, reply.chunks, context);
      case 'text':
        return messageItem(part.text, index, reply, status, context);
      case 'toolCall':
        return callItem(part, index, reply.chunks, status, context);
    }
  });
}

type ThinkingPart = Extract<ResolvedPart, { kind: 'thinking' }>;
type CallPart = Extract<ResolvedPart, { kind: 'toolCall' }>;

function reasoningItem(
  part: ThinkingPart,
  index: number,
  chunks: number,
  context: EncodeContext,
): OutputItem {
  const item = { id: mintId('rs_', ITEM_ID_LENGTH, context.ordinal, index), type: 'reasoning' };
  const summary = { type: 'summary_text', text: part.text };
  const at = { summary_index: 0 };
  return {
    added: { ...item, summary: [], ...encryptedContent('', context) },
    done: { ...item, summary: [summary], ...encryptedContent(part.signature, context) },
    events: [
      { type: 'reasoning_summary_part.added', ...at, part: { ...summary, text: '' } },
      ...splitText(part.text, chunks).map((delta) => ({
        type: 'reasoning_summary_text.delta',
        ...at,
        delta,
      })),
      { type: 'reasoning_summary_text.done', ...at, text: part.text },
      { type: 'reasoning_summary_part.done', ...at, part: summary },
    ],
  };
}

/** OpenAI hands out the encrypted reasoning only to those who ask. */
function encryptedContent(content: string, context: EncodeContext): JsonObject {
  const { include } = context.request;
  const asked = Array.isArray(include) && include.includes('reasoning.encrypted_content');
  return asked ? { encrypted_content: content } : {};
}

function messageItem(
  text: string,
  index: number,
  reply: ResolvedReply,
  status: string,
  context: EncodeContext,
): OutputItem {
  const item = {
    id: mintId('msg_', ITEM_ID_LENGTH, context.ordinal, index),
    type: 'message',
    role: 'assistant',
  };
  const words = contentWords(reply.stop);
  const at = { content_index: 0 };
  return {
    added: { ...item, status: 'in_progress', content: [] },
    done: { ...item, status, content: [words.part(text)] },
    events: [
      { type: 'content_part.added', ...at, part: words.part('') },
      ...splitText(text, reply.chunks).map((delta) => ({
        type: `${words.event}.delta`,
        ...at,
        delta,
        ...words.extra,
      })),
      { type: `${words.event}.done`, ...at, [words.field]: text, ...words.extra },
      { type: 'content_part.done', ...at, part: words.part(text) },
    ],
  };
}

function contentWords(stop: ReplyStop) {
  return stop === 'refusal'
    ? { event: 'refusal', field: 'refusal', extra: {}, part: refusalPart }
    : { event: 'output_text', field: 'text', extra: { logprobs: [] }, part: textPart };
}

function refusalPart(refusal: string): JsonObject {
  return { type: 'refusal', refusal };
}

function textPart(text: string): JsonObject {
  return { type: 'output_text', text, annotations: [], logprobs: [] };
}

function callItem(
  part: CallPart,
  index: number,
  chunks: number,
  status: string,
  context: EncodeContext,
): OutputItem {
  const item = {
    id: mintId('fc_', ITEM_ID_LENGTH, context.ordinal, index),
    type: 'function_call',
    call_id: part.id ?? mintId('call_', CALL_ID_LENGTH, context.ordinal, index),
    name: part.name,
  };
  const done = { type: 'function_call_arguments.done', name: part.name, arguments: part.argsText };
  return {
    added: { ...item, status: 'in_progress', arguments: '' },
    done: { ...item, status, arguments: part.argsText },
    events: [
      ...splitText(part.argsText, chunks).map((delta) => ({ type: 'function_call_arguments.delta', delta })),
      done,
    ],
  };
}
