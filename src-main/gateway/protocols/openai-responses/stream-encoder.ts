import type { Usage } from '#shared/domain/usage';
import type { AnswerContext, StreamEncoder } from '../canonical/codec';
import type { CanonicalEvent, Finish, PartStart } from '../canonical/response';
import { createCallWriter } from './call-writer';
import { createItemIds } from './create-item-ids';
import { encodeFailure } from './encode-failure';
import { encodeUsage } from './encode-usage';
import { createRefusalText, mapFinish } from './map-finish';
import { createMessageWriter, type MessageWriter } from './message-writer';
import { createImageItem } from './output-items';
import { createOutputSlots } from './output-slots';
import type { PartWriter } from './part-writer';
import { createReasoningWriter } from './reasoning-writer';
import { createResponseHead, createResponseTail, type ResponseState } from './response-object';
import { createEventWriter, stringifyMembers } from './write-events';

const IN_PROGRESS: ResponseState = { status: 'in_progress', incompleteReason: null, usage: null };
/** All of such a part is said when it begins. */
const COMPLETE_PART: PartWriter = { push: () => '', end: () => '' };

interface Opened {
  readonly opening: string;
  readonly writer: PartWriter;
}

/** https://platform.openai.com/docs/api-reference/responses-streaming */
export function createStreamEncoder(context: AnswerContext): StreamEncoder {
  const events = createEventWriter();
  const slots = createOutputSlots(events);
  const ids = createItemIds(context.newId);
  const responseId = `resp_${context.answerId}`;
  const responseTail = stringifyMembers(createResponseTail(context));
  const writers = new Map<number, PartWriter>();
  /** The last item, when it is a message that more text may join. */
  let message: MessageWriter | null = null;
  let usage: Usage | null = null;
  let endsWithCall = false;
  let hasRefusal = false;
  let begun = false;
  let over = false;

  function writeResponse(type: string, state: ResponseState): string {
    const head = stringifyMembers(createResponseHead(context, responseId, state));
    return events.write(type, `"response":{${head},"output":${slots.stringify()},${responseTail}}`);
  }

  function begin(): string {
    if (begun) return '';
    begun = true;
    return (
      writeResponse('response.created', IN_PROGRESS) + writeResponse('response.in_progress', IN_PROGRESS)
    );
  }

  function sealMessage(): string {
    const sealed = message?.seal() ?? '';
    message = null;
    return sealed;
  }

  function openContent(kind: 'text' | 'refusal'): Opened {
    let opening = '';
    if (message === null) {
      message = createMessageWriter(slots, ids.create('msg'));
      opening = message.begin();
    }
    if (kind === 'refusal') hasRefusal = true;
    const content = message.addContent(kind);
    return { opening: opening + content.opening, writer: content.writer };
  }

  function openCall(call: Extract<PartStart, { kind: 'toolCall' }>): Opened {
    const custom = call.custom === true;
    return createCallWriter(slots, {
      id: ids.create(custom ? 'ctc' : 'fc'),
      callId: ids.claimCallId(call.id),
      name: call.name,
      ...(call.namespace === undefined ? {} : { namespace: call.namespace }),
      custom,
    });
  }

  function writeWholeItem(first: object, final: object): Opened {
    const index = slots.reserve();
    const opening = slots.writeAdded(index, first) + slots.writeDone(index, final);
    return { opening, writer: COMPLETE_PART };
  }

  function openHosted(part: Extract<PartStart, { kind: 'serverTool' }>): Opened {
    const { id } = part.raw;
    const item = { ...part.raw, id: ids.claimItemId(typeof id === 'string' ? id : null, 'item') };
    return writeWholeItem(item, item);
  }

  function openImage({ mediaType, data }: Extract<PartStart, { kind: 'image' }>): Opened {
    const id = ids.create('ig');
    return writeWholeItem(
      createImageItem(id, 'in_progress', mediaType, null),
      createImageItem(id, 'completed', mediaType, data),
    );
  }

  function openItem(content: PartStart): Opened {
    switch (content.kind) {
      case 'text':
      case 'refusal':
        return openContent(content.kind);
      case 'reasoning':
        return createReasoningWriter(slots, ids.create('rs'));
      case 'toolCall':
        return openCall(content);
      case 'serverTool':
        return openHosted(content);
      case 'image':
        return openImage(content);
    }
  }

  function startPart(part: number, content: PartStart): string {
    // Of another protocol's own tools nothing can be told; the answer's text goes on.
    if (content.kind === 'serverTool' && content.protocol !== 'openai-responses') return '';
    const joins = content.kind === 'text' || content.kind === 'refusal';
    const sealed = joins ? '' : sealMessage();
    endsWithCall = content.kind === 'toolCall';
    const { opening, writer } = openItem(content);
    writers.set(part, writer);
    return sealed + opening;
  }

  function endPart(part: number): string {
    const writer = writers.get(part);
    writers.delete(part);
    return writer?.end() ?? '';
  }

  function finish(reason: Finish): string {
    let written = '';
    for (const part of writers.keys()) written += endPart(part);
    if (reason.reason === 'refusal' && !hasRefusal) {
      const { opening, writer } = openContent('refusal');
      const text = createRefusalText(reason);
      written += opening + writer.push({ type: 'refusal_delta', part: -1, text }) + writer.end();
    }
    written += sealMessage();
    over = true;
    const ending = mapFinish(reason, context.request.origin.client, endsWithCall);
    return written + writeResponse(`response.${ending.status}`, { ...ending, usage: encodeUsage(usage) });
  }

  function fail(event: Extract<CanonicalEvent, { type: 'error' }>): string {
    over = true;
    const stream = { responseId: begun ? responseId : null, lastNumber: events.lastNumber() };
    return encodeFailure(event.error, stream, context);
  }

  return {
    preamble: begin,
    push(event) {
      if (over) return '';
      switch (event.type) {
        case 'start':
          return begin();
        case 'part_start':
          return begin() + startPart(event.part, event.content);
        case 'part_end':
          return endPart(event.part);
        case 'usage':
          usage = event.usage;
          return '';
        case 'finish':
          return begin() + finish(event.finish);
        case 'error':
          return fail(event);
        default:
          return writers.get(event.part)?.push(event) ?? '';
      }
    },
    ping() {
      if (over) return '';
      // The SDK takes no event before the first.
      return begun ? events.write('keepalive', '') : begin();
    },
  };
}
