import type { Failure } from './describe-failure';
import type { JsonObject } from './json';
import type { ResolvedReply } from './reply';

const REQUEST_ID_LENGTH = 24;

/** What an encoder needs besides the reply. */
export interface EncodeContext {
  readonly model: string;
  /** Number of the answer; makes ids unique within one provider. */
  readonly ordinal: number;
  /** Seconds since the epoch. */
  readonly createdAt: number;
  /** The request body: openai-responses echoes much of it, openai-chat asks there for usage. */
  readonly request: JsonObject;
  /** How a gemini stream is cut; the other protocols have server-sent events only. */
  readonly framing: 'sse' | 'json-array';
  /** Of all reasoning that is not signed otherwise. */
  readonly signature: string;
}

export type StreamEventRole =
  /** Says only that an answer has begun. */
  | 'preamble'
  /** Carries, or opens, something the model said. */
  | 'content'
  /** After the content, before the end: stop reason, usage. */
  | 'closing'
  /** The last event of a complete stream. */
  | 'terminal';

/** One event as it goes on the wire, framing included. */
export interface StreamEvent {
  readonly text: string;
  readonly role: StreamEventRole;
}

export interface ProtocolEncoder {
  body(reply: ResolvedReply, context: EncodeContext): JsonObject;
  stream(reply: ResolvedReply, context: EncodeContext): StreamEvent[];
  /** A failure inside a stream that has begun; `position` is the number of events before it. */
  errorEvent(failure: Failure, context: EncodeContext, position: number): string;
}

/** `prefix` and `length` further characters: the same for the same numbers. */
export function mintId(prefix: string, length: number, ordinal: number, part = 0): string {
  const number = `${ordinal}x${part}`;
  return prefix + number.padStart(length, 'fake0').slice(-length);
}

/** The id of the request, as in the answer's headers. */
export function mintRequestId(ordinal: number): string {
  return mintId('req_', REQUEST_ID_LENGTH, ordinal);
}
