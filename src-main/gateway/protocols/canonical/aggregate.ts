import type { Usage } from '#shared/domain/usage';
import type { UpstreamError } from '../types';
import type { CanonicalPart, Citation, PartOrigin, ReasoningState } from './part';
import type { CanonicalEvent, CanonicalResponse, Finish, PartStart } from './response';

/** A part that is still growing; strings are appended to, which V8 does without copying. */
interface OpenPart {
  readonly start: PartStart;
  text: string;
  /** Pieces of a reasoning summary by their index, once one was named. */
  summary: Map<number, string> | null;
  lastSummaryIndex: number;
  state: ReasoningState | null;
  signature: string | null;
  citations: Citation[] | null;
}

export interface Aggregator {
  push(event: CanonicalEvent): void;
  /** The answer so far in one piece, or why there is none: an `error` event, or no `finish` (kind `truncated`). */
  result(): CanonicalResponse | UpstreamError;
}

const TRUNCATED: UpstreamError = {
  kind: 'truncated',
  message: 'The answer of the upstream ended before it was complete.',
  status: null,
  retryAfterMs: null,
};

export function isUpstreamError(result: CanonicalResponse | UpstreamError): result is UpstreamError {
  return 'kind' in result;
}

function appendReasoning(part: OpenPart, text: string, summaryIndex: number | undefined): void {
  if (summaryIndex !== undefined) {
    part.summary ??= new Map();
    part.lastSummaryIndex = summaryIndex;
  }
  if (part.summary === null) part.text += text;
  else part.summary.set(part.lastSummaryIndex, (part.summary.get(part.lastSummaryIndex) ?? '') + text);
}

function readReasoning(part: OpenPart): { text: string; summary?: readonly string[] } {
  if (part.summary === null) return { text: part.text };
  const pieces = [...part.summary].toSorted(([a], [b]) => a - b).map(([, text]) => text);
  const summary = part.text === '' ? pieces : [part.text, ...pieces];
  return { text: summary.join('\n\n'), summary };
}

function closePart(part: OpenPart, origin: PartOrigin): CanonicalPart {
  const { start, text } = part;
  const signature = part.signature === null ? {} : { signature: part.signature };
  switch (start.kind) {
    case 'text': {
      const citations = part.citations === null ? {} : { citations: part.citations };
      return { type: 'text', text, ...citations, ...signature };
    }
    case 'reasoning': {
      const state = part.state === null ? {} : { state: part.state };
      const id = start.id === undefined ? {} : { id: start.id };
      return { type: 'reasoning', ...readReasoning(part), ...state, ...id, origin };
    }
    case 'toolCall': {
      const { kind: _kind, ...call } = start;
      return { type: 'toolCall', ...call, args: text, ...signature };
    }
    case 'refusal':
      return { type: 'refusal', text };
    case 'serverTool': {
      const { kind: _kind, ...tool } = start;
      return { type: 'serverTool', ...tool };
    }
    case 'image':
      return {
        type: 'image',
        source: { type: 'base64', mediaType: start.mediaType, data: start.data },
      };
  }
}

/**
 * Puts a streamed answer together. Parts may overlap; they stand in the order in which they began. Events of parts that never
 * began, and all after the end, are passed over.
 *
 * @param origin of the reasoning in the answer: events do not name it
 */
export function createAggregator(origin: PartOrigin): Aggregator {
  const parts = new Map<number, OpenPart>();
  let upstreamId: string | null = null;
  let model: string | null = null;
  let usage: Usage | null = null;
  let finish: Finish | null = null;
  let error: UpstreamError | null = null;

  function pushToPart(event: Extract<CanonicalEvent, { part: number }>): void {
    if (event.type === 'part_start') {
      if (parts.has(event.part)) return;
      parts.set(event.part, {
        start: event.content,
        text: '',
        summary: null,
        lastSummaryIndex: 0,
        state: null,
        signature: null,
        citations: null,
      });
      return;
    }
    const part = parts.get(event.part);
    if (part === undefined) return;
    switch (event.type) {
      case 'text_delta':
      case 'refusal_delta':
      case 'args_delta':
        part.text += event.text;
        return;
      case 'reasoning_delta':
        appendReasoning(part, event.text, event.summaryIndex);
        return;
      case 'reasoning_state':
        part.state = event.state;
        return;
      case 'signature':
        part.signature = event.signature;
        return;
      case 'citation':
        (part.citations ??= []).push(event.citation);
        return;
      case 'part_end':
    }
  }

  return {
    push(event) {
      if (finish !== null || error !== null) return;
      switch (event.type) {
        case 'start':
          upstreamId = event.id;
          model = event.model;
          return;
        case 'usage':
          usage = event.usage;
          return;
        case 'finish':
          finish = event.finish;
          return;
        case 'error':
          error = event.error;
          return;
        default:
          pushToPart(event);
      }
    },
    result() {
      if (error !== null) return error;
      if (finish === null) return TRUNCATED;
      const closed = [...parts].toSorted(([a], [b]) => a - b).map(([, part]) => closePart(part, origin));
      return { upstreamId, model, parts: closed, finish, usage };
    },
  };
}
