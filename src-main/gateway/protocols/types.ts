import type { ErrorKind } from '#shared/domain/error-kind';
import type { ProtocolId } from '#shared/domain/protocol';
import type { Usage } from '#shared/domain/usage';
import type { MemoryAccount } from '../memory-budget';
import type { JsonArrayPosition } from './stream/event-splitter';

/** How a streamed answer is cut into events: server-sent events, or Gemini's JSON array (no `alt=sse`). */
export type StreamFraming = 'sse' | 'json-array';

/** An error as an upstream told it, classified once. */
export interface UpstreamError {
  readonly kind: ErrorKind;
  /** Text for people: the upstream's own where it gave one; never HTML. */
  readonly message: string;
  /** HTTP status, or null when the error came inside a stream or from the transport. */
  readonly status: number | null;
  readonly retryAfterMs: number | null;
  /** What clients act on, where the kind alone does not say it: of an error that is Routex's own. */
  readonly code?: string | null;
}

/** An error on its way to a client. */
export interface WireError {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly requestId: string;
  /** Overrides the status that `kind` has in the protocol: the upstream's own is passed on. */
  readonly status?: number | undefined;
  readonly retryAfterMs?: number | null | undefined;
  /** What the client acts on, where the kind alone does not say it. */
  readonly code?: string | null | undefined;
  /** False: the client is told (`x-should-retry: false`) that trying again cannot help. */
  readonly retryable?: boolean | undefined;
}

export interface EncodedError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a tap has learned of a stream so far. Read by the relay after each chunk. */
export interface StreamFacts {
  /** The last byte pushed ended an event, or nothing but white space was pushed: an event may be appended here. */
  readonly atBoundary: boolean;
  /** Text, reasoning, a refusal or a tool call has begun: the client has something it cannot be asked to forget. */
  readonly contentSeen: boolean;
  /**
   * `open`: more must come. `soft`: the answer is complete, though more may follow (usage, a closing marker); an end of
   * the stream here is success. `terminal`: the protocol's last event was seen.
   */
  readonly ending: 'open' | 'soft' | 'terminal';
  /** An error event inside the stream. */
  readonly error: UpstreamError | null;
  readonly usage: Usage | null;
  readonly model: string | null;
  readonly responseId: string | null;
  readonly stopReason: string | null;
  /** Highest `sequence_number` seen (openai-responses); -1 when none. */
  readonly sequenceNumber: number;
  /** Seconds since the epoch as the upstream gave it (openai-responses); null when it gave none. */
  readonly createdAt: number | null;
  /** Where in its array a stream is that comes as one (gemini), to keep it valid; null for server-sent events. */
  readonly arrayPosition: JsonArrayPosition | null;
  /** Complete events seen, comments not counted. */
  readonly events: number;
}

/** Reads a stream that is forwarded elsewhere. It never changes, delays or fails the stream: bad input is skipped. */
export interface StreamTap {
  readonly facts: StreamFacts;
  push(chunk: Uint8Array): void;
  /** The stream ended cleanly; an unterminated last event is processed. */
  end(): void;
}

/** What is read of an answer in one piece. */
export interface ResponseFacts {
  /** A 2xx body that holds only an error object is an error. */
  readonly error: UpstreamError | null;
  readonly usage: Usage | null;
  readonly model: string | null;
  readonly responseId: string | null;
  readonly stopReason: string | null;
}

/** All that the pipeline needs of a protocol when client and channel speak the same one. */
export interface Protocol {
  readonly id: ProtocolId;
  encodeError(error: WireError): EncodedError;
  /**
   * The event that tells a client its stream broke, ready to be appended after an event's end. `facts` are the tap's:
   * openai-responses repeats the response id and continues the sequence numbers.
   */
  encodeStreamError(error: WireError, facts: StreamFacts, framing: StreamFraming): string;
  /** @param memory counts what is kept of events that come in parts */
  createStreamTap(framing: StreamFraming, memory?: MemoryAccount): StreamTap;
  readResponse(body: unknown): ResponseFacts;
}
