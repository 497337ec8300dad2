import type { Usage } from '#shared/domain/usage';
import type { AnswerContext, StreamEncoder } from '../canonical/codec';
import type { Citation } from '../canonical/part';
import type { CanonicalEvent, Finish, PartStart } from '../canonical/response';
import type { JsonRecord } from '../json/read';
import { createStreamState } from '../stream/create-stream-tap';
import type { UpstreamError } from '../types';
import { createAnswerBody, createBlockedBody } from './create-answer-body';
import { createCallPart, createImagePart, createTextPart, createThoughtPart } from './create-answer-part';
import { createCallQueue, type QueuedCall } from './create-call-queue';
import { createChunkWriter } from './create-chunk-writer';
import { encodeGrounding } from './encode-grounding';
import { encodeStreamError } from './encode-stream-error';
import { flattenName } from './flatten-name';
import { readCallArgs, settleCallArgs } from './settle-call-args';

const ID_CHARS = 24;

interface OpenText {
  text: string;
  signature: string | null;
  readonly citations: Citation[];
}

function createCall({ id, name, namespace, custom }: Extract<PartStart, { kind: 'toolCall' }>): QueuedCall {
  return {
    id,
    name,
    ...(namespace !== undefined && { namespace }),
    ...(custom !== undefined && { custom }),
    args: '',
    signature: null,
    ended: false,
  };
}

export function createStreamEncoder(context: AnswerContext): StreamEncoder {
  const { request, framing, newId, warn } = context;
  const identity = { modelVersion: request.model, responseId: newId(ID_CHARS) };
  const writer = createChunkWriter(identity, framing);
  const calls = createCallQueue();
  const texts = new Map<number, OpenText>();
  const cited: { text: string; citations: readonly Citation[]; partIndex: number }[] = [];
  let usage: Usage | null = null;
  let done = false;
  /** Of reasoning; it belongs to what the reasoning led to. */
  let pending: string | null = null;
  /** Of the text written last. It follows on a part without text, or with the answer's end. */
  let trailing: string | null = null;

  function takeSignature(own: string | null): string | null {
    const signature = own ?? pending;
    pending = null;
    return signature;
  }

  function write(part: JsonRecord): string {
    if (trailing === null) return writer.writePart(part);
    const signed = writer.writePart(createTextPart('', trailing));
    trailing = null;
    return signed + writer.writePart(part);
  }

  function writeCall(call: QueuedCall, args: JsonRecord): string {
    const named = { id: call.id, name: flattenName(call) };
    return write(createCallPart(named, args, takeSignature(call.signature)));
  }

  /** Calls that are complete. One that cannot be read waits: the end tells whether it was cut off. */
  function writeReadyCalls(): string {
    let text = '';
    for (let next = calls.take(readCallArgs); next !== null; next = calls.take(readCallArgs)) {
      text += writeCall(next.call, next.args);
    }
    return text;
  }

  function begin(part: number, content: PartStart): string {
    switch (content.kind) {
      case 'text':
        texts.set(part, { text: '', signature: null, citations: [] });
        return '';
      case 'toolCall':
        calls.add(part, createCall(content));
        return '';
      case 'image':
        return write(createImagePart(content.mediaType, content.data));
      case 'serverTool':
        return content.protocol === 'gemini' ? write(content.raw) : '';
      case 'reasoning':
      case 'refusal':
        return '';
    }
  }

  function endText(text: OpenText): string {
    if (text.citations.length > 0) cited.push({ ...text, partIndex: 0 });
    if (text.text === '' && text.signature === null) return '';
    const signature = takeSignature(text.signature);
    if (signature === null) return '';
    const flushed = trailing === null ? '' : writer.writePart(createTextPart('', trailing));
    trailing = signature;
    return flushed;
  }

  function endPart(part: number): string {
    const text = texts.get(part);
    if (text !== undefined) {
      texts.delete(part);
      return endText(text);
    }
    const call = calls.find(part);
    if (call === undefined) return '';
    call.ended = true;
    return writeReadyCalls();
  }

  function keepState(data: string): string {
    if (data === '') return '';
    const earlier = pending;
    pending = data;
    return earlier === null ? '' : write(createTextPart('', earlier));
  }

  function setSignature(part: number, signature: string): void {
    const target = texts.get(part) ?? calls.find(part);
    if (target !== undefined) target.signature = signature;
  }

  function addText(part: number, text: string): string {
    const open = texts.get(part);
    if (open !== undefined) open.text += text;
    return write(createTextPart(text));
  }

  function addArgs(part: number, text: string): void {
    const call = calls.find(part);
    if (call !== undefined) call.args += text;
  }

  function writeFinish(finish: Finish): string {
    done = true;
    let text = '';
    for (const call of calls.drain()) {
      const args = settleCallArgs(call, finish.reason, warn);
      if (args !== null) text += writeCall(call, args);
    }
    if (trailing !== null && pending !== null) text += writer.writePart(createTextPart('', trailing));
    const signature = pending ?? trailing;
    const end = { finish, usage, grounding: encodeGrounding(cited) };
    if (writer.hasNothing() && signature === null && finish.reason === 'content_filter') {
      return writer.writeLast(createBlockedBody(end, identity));
    }
    // A last chunk without a part makes Google's SDK forget the whole turn.
    return text + writer.writeLast(createAnswerBody([createTextPart('', signature)], end, identity));
  }

  /** The status is what Gemini has for the kind, whatever another protocol's was. */
  function writeError({ kind, message, retryAfterMs }: UpstreamError): string {
    done = true;
    const facts = {
      ...createStreamState(),
      atBoundary: true,
      events: 0,
      arrayPosition: writer.currentPosition(),
    };
    return encodeStreamError({ kind, message, retryAfterMs, requestId: context.requestId }, facts, framing);
  }

  function encode(event: CanonicalEvent): string {
    switch (event.type) {
      case 'start':
        return '';
      case 'part_start':
        return begin(event.part, event.content);
      case 'text_delta':
        return addText(event.part, event.text);
      case 'refusal_delta':
        return write(createTextPart(event.text));
      case 'reasoning_delta':
        return write(createThoughtPart(event.text));
      case 'reasoning_state':
        return keepState(event.state.data);
      case 'args_delta':
        addArgs(event.part, event.text);
        return '';
      case 'signature':
        setSignature(event.part, event.signature);
        return '';
      case 'citation':
        texts.get(event.part)?.citations.push(event.citation);
        return '';
      case 'part_end':
        return endPart(event.part);
      case 'usage':
        usage = event.usage;
        return '';
      case 'finish':
        return writeFinish(event.finish);
      case 'error':
        return writeError(event.error);
    }
  }

  return {
    preamble: () => (done ? '' : writer.begin()),
    push: (event) => (done ? '' : encode(event)),
    ping: () => (done ? '' : writer.ping()),
  };
}
