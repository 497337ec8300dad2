import type { Usage } from '#shared/domain/usage';
import type { UpstreamError } from '../protocols/types';
import type { UpstreamHeaders } from './forward-headers';

/** An upstream's complete error answer, kept so that it can be passed on as it came. */
export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: UpstreamHeaders;
  readonly body: Buffer;
}

/** What was learned from an answer that went to the client. */
export interface AnswerFacts {
  readonly usage: Usage | null;
  readonly stopReason: string | null;
  /** The upstream's own; null where it gave none, or where the client does not know it. */
  readonly responseId: string | null;
}

export const NO_FACTS: AnswerFacts = { usage: null, stopReason: null, responseId: null };

/** How an answer ended. */
export type Settlement =
  /** The client has the whole answer. */
  | { readonly type: 'complete'; readonly facts: AnswerFacts }
  /** The client has a part of the answer and was told that it broke. */
  | { readonly type: 'broken'; readonly error: UpstreamError; readonly facts: AnswerFacts }
  /** The upstream has stopped in the middle and wants to be asked to go on. */
  | { readonly type: 'paused'; readonly facts: AnswerFacts }
  /** The client has nothing yet: another target may answer. */
  | { readonly type: 'failed'; readonly error: UpstreamError; readonly answer: UpstreamAnswer | null };

/** How an attempt ended. */
export type AttemptSettlement =
  | Settlement
  /** The client left, or stopped reading. The facts are those known by then. */
  | { readonly type: 'cancelled'; readonly facts: AnswerFacts };

/** Takes the body of one upstream answer and settles once. */
export interface Receiver {
  onData(chunk: Buffer): void;
  onEnd(): void;
  /** The answer broke below HTTP, or Routex ends it. */
  onBreak(error: UpstreamError): void;
  /** What is known of the answer so far. */
  facts(): AnswerFacts;
  /** Nobody waits for the answer any more: timers end. */
  dispose(): void;
}
