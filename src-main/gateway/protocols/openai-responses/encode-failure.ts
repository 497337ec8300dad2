import type { AnswerContext } from '../canonical/codec';
import type { StreamFacts, UpstreamError } from '../types';
import { encodeStreamError } from './encode-stream-error';

export interface FailedStream {
  /** Null when the client never saw the response begin. */
  readonly responseId: string | null;
  readonly lastNumber: number;
}

/** The end of a converted stream that broke, in the words of one that was passed through. */
export function encodeFailure(error: UpstreamError, stream: FailedStream, context: AnswerContext): string {
  const facts: StreamFacts = {
    atBoundary: true,
    contentSeen: true,
    ending: 'open',
    error: null,
    usage: null,
    model: context.request.model,
    responseId: stream.responseId,
    stopReason: null,
    sequenceNumber: stream.lastNumber,
    createdAt: context.createdAt,
    arrayPosition: null,
    events: stream.lastNumber + 1,
  };
  const { kind, message, retryAfterMs } = error;
  return encodeStreamError({ kind, message, requestId: context.requestId, retryAfterMs }, facts);
}
