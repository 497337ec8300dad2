import type { JsonRecord } from '../json/read';
import type { JsonArrayPosition } from '../stream/event-splitter';
import type { StreamFraming } from '../types';
import type { AnswerIdentity } from './create-answer-body';

/** Frames the chunks of an answer: data-only events, or elements of one array. */
export interface ChunkWriter {
  /** A chunk that holds one part. */
  writePart(part: JsonRecord): string;
  writeLast(body: JsonRecord): string;
  /** What may be sent without content. */
  begin(): string;
  ping(): string;
  /** Where in its array the stream is. */
  currentPosition(): JsonArrayPosition;
  hasNothing(): boolean;
}

const PART_PREFIX = '{"candidates":[{"index":0,"content":{"role":"model","parts":[';
/** An event without a field. Google's SDK up to 1.30, which Gemini CLI is built on, cannot read on after a comment. */
const EMPTY_EVENT = '\n\n';

export function createChunkWriter(identity: AnswerIdentity, framing: StreamFraming): ChunkWriter {
  const suffix = `]}}],${JSON.stringify(identity).slice(1)}`;
  let position: JsonArrayPosition = 'start';
  let isEmpty = true;

  function frame(json: string): string {
    if (framing === 'sse') return `data: ${json}\n\n`;
    const before = position === 'start' ? '[' : position === 'opened' ? '\n' : ',\n';
    position = 'after-element';
    return before + json;
  }

  return {
    writePart(part) {
      isEmpty = false;
      return frame(PART_PREFIX + JSON.stringify(part) + suffix);
    },
    writeLast(body) {
      const text = frame(JSON.stringify(body));
      return framing === 'sse' ? text : `${text}]`;
    },
    begin() {
      if (framing === 'sse') return EMPTY_EVENT;
      if (position !== 'start') return '';
      position = 'opened';
      return '[';
    },
    // White space may stand anywhere between the elements of an array.
    ping: () => (framing === 'sse' ? EMPTY_EVENT : '\n'),
    currentPosition: () => position,
    hasNothing: () => isEmpty,
  };
}
