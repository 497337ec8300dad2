import type { Usage } from '#shared/domain/usage';
import type { AnswerContext, StreamEncoder } from '../canonical/codec';
import type { Citation } from '../canonical/part';
import type { CanonicalEvent, Finish } from '../canonical/response';
import type { JsonRecord } from '../json/read';
import { createAnnotation } from './annotations';
import { createCallEncoder, type CallStart } from './create-call-encoder';
import { createUsage } from './create-usage';
import { encodeStreamError } from './encode-stream-error';
import { mapWireReason } from './map-finish-reason';
import { createThoughtSignature } from './thought-signature';

const ID_CHARS = 24;
const DONE = 'data: [DONE]\n\n';
const KEEPALIVE = ': keepalive\n\n';

/** Where a text part lies in the whole text, which is one for the client. */
interface TextPlace {
  readonly origin: number;
  length: number;
}

export function createStreamEncoder(context: AnswerContext): StreamEncoder {
  const { request, createdAt, requestId, newId, warn } = context;
  const { streamUsage, legacyFunctions } = request.wants;
  const calls = createCallEncoder(context);

  const head = JSON.stringify({
    id: `chatcmpl-${newId(ID_CHARS)}`,
    object: 'chat.completion.chunk',
    created: createdAt,
    model: request.model,
  }).slice(0, -1);
  const before = `data: ${head},"choices":[{"index":0,"delta":`;
  const nullUsage = streamUsage ? ',"usage":null' : '';
  const after = `,"logprobs":null,"finish_reason":null}]${nullUsage}}\n\n`;

  const texts = new Map<number, TextPlace>();
  let textLength = 0;
  let begun = false;
  let ended = false;
  let usage: Usage | null = null;
  let hasRefusal = false;
  /** A call whose start waits for the next event: its signature may be that. */
  let held: { readonly part: number; readonly call: CallStart } | null = null;

  function writeDelta(delta: JsonRecord | null): string {
    return delta === null ? '' : `${before}${JSON.stringify(delta)}${after}`;
  }

  function preamble(): string {
    if (begun) return '';
    begun = true;
    return writeDelta({ role: 'assistant', content: '', refusal: null });
  }

  function writeHeld(signature: string | null): string {
    if (held === null) return '';
    const { part, call } = held;
    held = null;
    return writeDelta(calls.start(part, call, signature));
  }

  function startPart(event: Extract<CanonicalEvent, { type: 'part_start' }>): string {
    const { part, content } = event;
    if (content.kind === 'text') texts.set(part, { origin: textLength, length: 0 });
    if (content.kind === 'toolCall') held = { part, call: content };
    if (content.kind === 'image') warn('an image in the answer cannot be shown to this client');
    return '';
  }

  function writeText(part: number, text: string): string {
    const place = texts.get(part);
    if (place !== undefined) place.length += text.length;
    textLength += text.length;
    return writeDelta({ content: text });
  }

  function writeRefusal(text: string): string {
    hasRefusal = true;
    return writeDelta({ refusal: text });
  }

  function writeSignature(part: number, signature: string): string {
    return writeDelta(texts.has(part) ? createThoughtSignature(signature) : calls.sign(part, signature));
  }

  function writeCitation(part: number, citation: Citation): string {
    const { origin, length } = texts.get(part) ?? { origin: 0, length: textLength };
    const annotation = createAnnotation(citation, origin, length);
    return writeDelta(annotation === null ? null : { annotations: [annotation] });
  }

  function writeFinish({ reason }: Finish): string {
    const wire = mapWireReason(reason, { hasCalls: calls.sawCalls(), hasRefusal });
    const name = wire === 'tool_calls' && legacyFunctions ? 'function_call' : wire;
    const last = `${before}{},"logprobs":null,"finish_reason":"${name}"}]${nullUsage}}\n\n`;
    if (!streamUsage || usage === null) return `${last}${DONE}`;
    return `${last}data: ${head},"choices":[],"usage":${JSON.stringify(createUsage(usage))}}\n\n${DONE}`;
  }

  function write(event: Exclude<CanonicalEvent, { type: 'error' }>): string {
    switch (event.type) {
      case 'part_start':
        return startPart(event);
      case 'text_delta':
        return writeText(event.part, event.text);
      case 'refusal_delta':
        return writeRefusal(event.text);
      case 'reasoning_delta':
        return writeDelta({ reasoning_content: event.text });
      case 'args_delta':
        return writeDelta(calls.write(event.part, event.text));
      case 'signature':
        return writeSignature(event.part, event.signature);
      case 'citation':
        return writeCitation(event.part, event.citation);
      case 'part_end':
        return writeDelta(calls.end(event.part));
      case 'usage':
        ({ usage } = event);
        return '';
      case 'finish':
        return writeFinish(event.finish);
      // What only the provider can read has no place in the protocol.
      case 'reasoning_state':
      case 'start':
        return '';
    }
  }

  return {
    preamble,
    ping: () => KEEPALIVE,
    push(event) {
      if (ended) return '';
      ended = event.type === 'finish' || event.type === 'error';
      if (event.type === 'error') {
        const { kind, message, retryAfterMs } = event.error;
        return encodeStreamError({ kind, message, requestId, retryAfterMs });
      }
      const first = preamble();
      if (held !== null && event.type === 'signature' && event.part === held.part)
        return first + writeHeld(event.signature);
      return first + writeHeld(null) + write(event);
    },
  };
}
