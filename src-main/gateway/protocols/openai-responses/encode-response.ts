import type { AnswerContext } from '../canonical/codec';
import type { CanonicalPart } from '../canonical/part';
import type { CanonicalResponse } from '../canonical/response';
import { createItemIds, type ItemIds } from './create-item-ids';
import { encodeCitation } from './encode-citation';
import { encodeUsage } from './encode-usage';
import { createRefusalText, mapFinish } from './map-finish';
import {
  completeArguments,
  createCallItem,
  createImageItem,
  createMessageItem,
  createReasoningItem,
  createRefusalContent,
  createTextContent,
  type CallIdentity,
} from './output-items';
import { createResponseHead, createResponseTail } from './response-object';

/** A part that belongs into a message; null for one that is an item of its own. */
function encodeMessageContent(part: CanonicalPart): object | null {
  switch (part.type) {
    case 'text': {
      const annotations = (part.citations ?? []).map((citation) =>
        encodeCitation(citation, part.text.length),
      );
      return createTextContent(part.text, annotations);
    }
    case 'refusal':
      return createRefusalContent(part.text);
    default:
      return null;
  }
}

function encodeOwnItem(part: CanonicalPart, ids: ItemIds): object | null {
  switch (part.type) {
    case 'reasoning': {
      const summary = part.summary ?? (part.text === '' ? [] : [part.text]);
      return createReasoningItem(ids.create('rs'), summary, part.state?.data ?? null);
    }
    case 'toolCall': {
      const custom = part.custom === true;
      const call: CallIdentity = {
        id: ids.create(custom ? 'ctc' : 'fc'),
        callId: ids.claimCallId(part.id),
        name: part.name,
        ...(part.namespace === undefined ? {} : { namespace: part.namespace }),
        custom,
      };
      return createCallItem(call, 'completed', completeArguments(call, part.args));
    }
    case 'serverTool': {
      if (part.protocol !== 'openai-responses') return null;
      const { id } = part.raw;
      return { ...part.raw, id: ids.claimItemId(typeof id === 'string' ? id : null, 'item') };
    }
    case 'image':
      return part.source.type === 'base64'
        ? createImageItem(ids.create('ig'), 'completed', part.source.mediaType, part.source.data)
        : null;
    default:
      return null;
  }
}

/** Parts of text that follow one another are the contents of one message. */
function encodeOutput(parts: readonly CanonicalPart[], ids: ItemIds): object[] {
  const items: object[] = [];
  let contents: object[] | null = null;
  for (const part of parts) {
    const content = encodeMessageContent(part);
    if (content !== null && contents !== null) {
      contents.push(content);
    } else if (content !== null) {
      contents = [content];
      items.push(createMessageItem(ids.create('msg'), 'completed', contents));
    } else {
      const item = encodeOwnItem(part, ids);
      if (item === null) continue;
      contents = null;
      items.push(item);
    }
  }
  return items;
}

/** https://platform.openai.com/docs/api-reference/responses/object */
export function encodeResponse(response: CanonicalResponse, context: AnswerContext): unknown {
  const { finish } = response;
  const refused = finish.reason === 'refusal' && !response.parts.some((part) => part.type === 'refusal');
  const parts = refused
    ? [...response.parts, { type: 'refusal', text: createRefusalText(finish) } as const]
    : response.parts;
  const ending = mapFinish(finish, context.request.origin.client, parts.at(-1)?.type === 'toolCall');
  const state = { ...ending, usage: encodeUsage(response.usage) };
  const output = encodeOutput(parts, createItemIds(context.newId));
  return {
    ...createResponseHead(context, `resp_${context.answerId}`, state),
    output,
    ...createResponseTail(context),
  };
}
