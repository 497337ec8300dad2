import type { AnswerContext, Warn } from '../canonical/codec';
import type { CanonicalPart } from '../canonical/part';
import type { CanonicalResponse, FinishReason } from '../canonical/response';
import type { JsonRecord } from '../json/read';
import { createAnswerBody, createBlockedBody } from './create-answer-body';
import { createCallPart, createImagePart, createTextPart, createThoughtPart } from './create-answer-part';
import { encodeGrounding, type CitedText } from './encode-grounding';
import { flattenName } from './flatten-name';
import { settleCallArgs } from './settle-call-args';

const ID_CHARS = 24;
const SECOND_MS = 1000;

interface AnswerParts {
  readonly parts: JsonRecord[];
  readonly cited: CitedText[];
}

/** A signature that found no part after it goes onto the last text, or one of its own. */
function placeSignature(parts: JsonRecord[], signature: string): void {
  const last = parts.findLastIndex((part) => part['text'] !== undefined && part['thought'] !== true);
  const part = parts[last];
  if (part === undefined || part['thoughtSignature'] !== undefined) {
    parts.push(createTextPart('', signature));
  } else {
    parts[last] = { ...part, thoughtSignature: signature };
  }
}

function encodeParts(content: readonly CanonicalPart[], reason: FinishReason, warn: Warn): AnswerParts {
  const parts: JsonRecord[] = [];
  const cited: CitedText[] = [];
  /** Of reasoning; it belongs to what the reasoning led to. */
  let pending: string | null = null;

  function takeSignature(own: string | undefined): string | null {
    const signature = own ?? pending;
    pending = null;
    return signature;
  }

  for (const part of content) {
    if (part.type === 'reasoning') {
      if (part.text !== '') parts.push(createThoughtPart(part.text));
      if (part.state === undefined || part.state.data === '') continue;
      if (pending !== null) parts.push(createTextPart('', pending));
      pending = part.state.data;
    } else if (part.type === 'text') {
      if (part.text === '' && part.signature === undefined) continue;
      if (part.citations !== undefined) {
        cited.push({ text: part.text, citations: part.citations, partIndex: parts.length });
      }
      parts.push(createTextPart(part.text, takeSignature(part.signature)));
    } else if (part.type === 'refusal') {
      if (part.text !== '') parts.push(createTextPart(part.text));
    } else if (part.type === 'toolCall') {
      const args = settleCallArgs(part, reason, warn);
      if (args === null) continue;
      const call = { id: part.id, name: flattenName(part) };
      parts.push(createCallPart(call, args, takeSignature(part.signature)));
    } else if (part.type === 'image' && part.source.type === 'base64') {
      parts.push(createImagePart(part.source.mediaType, part.source.data));
    } else if (part.type === 'serverTool' && part.protocol === 'gemini') {
      parts.push(part.raw);
    }
  }
  if (pending !== null) placeSignature(parts, pending);
  return { parts, cited };
}

export function encodeResponse(response: CanonicalResponse, context: AnswerContext): unknown {
  const { finish, usage } = response;
  const { parts, cited } = encodeParts(response.parts, finish.reason, context.warn);
  const identity = {
    modelVersion: context.request.model,
    responseId: context.newId(ID_CHARS),
    createTime: new Date(context.createdAt * SECOND_MS).toISOString(),
  };
  const end = { finish, usage, grounding: encodeGrounding(cited) };
  if (parts.length === 0 && finish.reason === 'content_filter') return createBlockedBody(end, identity);
  // Google's SDK forgets a turn without parts.
  return createAnswerBody(parts.length === 0 ? [createTextPart('')] : parts, end, identity);
}
