import type { CanonicalPart, ReasoningPart } from './part';
import type { CanonicalEvent, CanonicalResponse, PartStart } from './response';

/** Null for what an answer cannot hold. */
function convertStart(part: CanonicalPart): PartStart | null {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return { kind: part.type };
    case 'reasoning':
      return {
        kind: 'reasoning',
        ...(part.id === undefined ? {} : { id: part.id }),
        ...(part.state?.kind === 'redacted' ? { redacted: true } : {}),
      };
    case 'toolCall': {
      const { id, name, namespace, custom, itemId } = part;
      return {
        kind: 'toolCall',
        id,
        name,
        ...(namespace === undefined ? {} : { namespace }),
        ...(custom === undefined ? {} : { custom }),
        ...(itemId === undefined ? {} : { itemId }),
      };
    }
    case 'serverTool':
      return { kind: 'serverTool', protocol: part.protocol, raw: part.raw, digest: part.digest };
    case 'image':
      // Events carry bytes only; an address is told as text.
      return part.source.type === 'base64'
        ? { kind: 'image', mediaType: part.source.mediaType, data: part.source.data }
        : { kind: 'text' };
    default:
      return null;
  }
}

function explodeReasoning(reasoning: ReasoningPart, part: number): CanonicalEvent[] {
  const { text, summary, state } = reasoning;
  const deltas: CanonicalEvent[] =
    summary === undefined || summary.length === 0
      ? text === ''
        ? []
        : [{ type: 'reasoning_delta', part, text }]
      : summary.map((piece, summaryIndex) => ({ type: 'reasoning_delta', part, text: piece, summaryIndex }));
  return state === undefined ? deltas : [...deltas, { type: 'reasoning_state', part, state }];
}

function explodePart(content: CanonicalPart, part: number): CanonicalEvent[] {
  switch (content.type) {
    case 'text': {
      const events: CanonicalEvent[] = [];
      if (content.text !== '') events.push({ type: 'text_delta', part, text: content.text });
      for (const citation of content.citations ?? []) events.push({ type: 'citation', part, citation });
      if (content.signature !== undefined)
        events.push({ type: 'signature', part, signature: content.signature });
      return events;
    }
    case 'reasoning':
      return explodeReasoning(content, part);
    case 'toolCall': {
      const events: CanonicalEvent[] = [];
      if (content.args !== '') events.push({ type: 'args_delta', part, text: content.args });
      if (content.signature !== undefined)
        events.push({ type: 'signature', part, signature: content.signature });
      return events;
    }
    case 'refusal':
      return content.text === '' ? [] : [{ type: 'refusal_delta', part, text: content.text }];
    case 'image': {
      const { source } = content;
      if (source.type === 'base64') return [];
      const place = source.type === 'url' ? source.url : source.fileId;
      return [{ type: 'text_delta', part, text: `[image: ${place}]` }];
    }
    default:
      return [];
  }
}

/** An answer in one piece, told as if it had been streamed: `createAggregator` makes the same of it again. */
export function explode(response: CanonicalResponse): CanonicalEvent[] {
  const events: CanonicalEvent[] = [{ type: 'start', id: response.upstreamId, model: response.model }];
  let part = 0;
  for (const content of response.parts) {
    const start = convertStart(content);
    if (start === null) continue;
    events.push({ type: 'part_start', part, content: start });
    events.push(...explodePart(content, part));
    events.push({ type: 'part_end', part });
    part += 1;
  }
  if (response.usage !== null) events.push({ type: 'usage', usage: response.usage });
  events.push({ type: 'finish', finish: response.finish });
  return events;
}
